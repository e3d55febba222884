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
	public void end(Duration patience, Duration grace) {
		List<ProcessHandle> tree = tree(this.process.toHandle()).toList();
		if (!haveEnded(tree, patience)) {
			tree.forEach(ProcessHandle::destroy);
			if (!haveEnded(tree, grace)) {
				tree.stream().flatMap(LaunchedProcess::tree).forEach(ProcessHandle::destroyForcibly);
			}
		}
	}

	private static Stream<ProcessHandle> tree(ProcessHandle root) {
		return Stream.concat(Stream.of(root), root.descendants());
	}

	private static boolean haveEnded(List<ProcessHandle> tree, Duration timeout) {
		try {
			CompletableFuture.allOf(tree.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
				.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
			return true;
		}
		catch (TimeoutException ex) {
			return false;
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	@Override
	public List<String> lastLines() {
		return this.logMark.linesSince();
	}

}
