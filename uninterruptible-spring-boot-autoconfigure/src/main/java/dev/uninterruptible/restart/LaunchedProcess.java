package dev.uninterruptible.restart;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A {@link SuccessorProcess} of the operating system.
 */
final class LaunchedProcess implements SuccessorProcess {

	private final Process process;

	private final LogTail.Mark logMark;

	LaunchedProcess(Process process, LogTail.Mark logMark) {
		this.process = process;
		this.logMark = logMark;
	}

	@Override
	public long pid() {
		return this.process.pid();
	}

	@Override
	public CompletableFuture<Integer> exit() {
		return this.process.onExit().thenApply(Process::exitValue);
	}

	/**
	 * The tree is listed before its root is signalled: what outlives its parent cannot be
	 * found any more.
	 */
	@Override
	public void end(Duration grace) {
		List<ProcessHandle> tree = Stream.concat(Stream.of(this.process.toHandle()), this.process.descendants())
			.toList();
		tree.forEach(ProcessHandle::destroy);
		CompletableFuture<Void> ended = CompletableFuture
			.allOf(tree.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
		try {
			ended.get(grace.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			tree.stream()
				.flatMap((process) -> Stream.concat(Stream.of(process), process.descendants()))
				.forEach(ProcessHandle::destroyForcibly);
		}
		catch (InterruptedException ex) {
			tree.forEach(ProcessHandle::destroyForcibly);
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public List<String> lastLines() {
		return this.logMark.linesSince();
	}

}
