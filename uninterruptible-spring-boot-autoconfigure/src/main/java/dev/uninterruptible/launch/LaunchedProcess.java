package dev.uninterruptible.launch;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.uninterruptible.handoff.HandoffAddress;
import dev.uninterruptible.posix.StoppedProcess;

/**
 * A {@link SuccessorProcess} of the operating system.
 */
final class LaunchedProcess implements SuccessorProcess {

	private final Process process;

	private final ProcessTree tree;

	private final LogTail.Mark logMark;

	LaunchedProcess(Process process, HandoffAddress address, LogTail.Mark logMark) {
		this.process = process;
		this.tree = new ProcessTree(process.toHandle(), address);
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
	 * The tree is listed before its root is signalled: on macOS, what outlives its parent
	 * cannot be found any more.
	 */
	@Override
	public void end(Duration patience, Duration grace) {
		List<ProcessHandle> processes = this.tree.processes();
		if (!haveEnded(processes, patience)) {
			processes.forEach(LaunchedProcess::terminate);
			haveEnded(processes, grace);
		}
		processes.forEach(ProcessHandle::destroyForcibly);
		this.tree.processes().forEach(ProcessHandle::destroyForcibly);
	}

	private static void terminate(ProcessHandle process) {
		process.destroy();
		new StoppedProcess(process.pid()).goOn();
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
