package dev.uninterruptible.launch;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.uninterruptible.posix.Deadline;
import dev.uninterruptible.posix.PosixProcess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link SuccessorProcess} of the operating system.
 */
final class LaunchedProcess implements SuccessorProcess {

	private static final Logger logger = LoggerFactory.getLogger(LaunchedProcess.class);

	private static final Duration KILL_TIME = Duration.ofSeconds(2);

	private static final int FIRST_PAUSE = 10;

	private static final int LONGEST_PAUSE = 250;

	private static final int OBSERVATIONS = 16;

	private final CountDownLatch ended = new CountDownLatch(1);

	private final Process process;

	private final ProcessTree tree;

	private final SuccessorLog log;

	LaunchedProcess(Process process, ProcessTree tree, SuccessorLog log) {
		this.process = process;
		this.tree = tree;
		this.log = log;
	}

	/**
	 * Observe it at once and then at intervals that double, from a millisecond to half a
	 * minute: a start command that fails is gone in no time.
	 */
	void observeAtIntervals() {
		observe();
		try {
			Thread.ofPlatform().daemon().name("uninterruptible-launch").start(() -> {
				for (int i = 0; i < OBSERVATIONS && !await(this.ended, 1 << i); i++) {
					observe();
				}
			});
		}
		catch (Error ex) {
			logger.debug("Process {} is not observed for want of a thread", pid(), ex);
		}
	}

	@Override
	public long pid() {
		return this.process.pid();
	}

	@Override
	public CompletableFuture<Integer> exit() {
		return this.process.onExit().thenApply(Process::exitValue);
	}

	@Override
	public void observe() {
		this.log.observe(this.tree.observe());
	}

	@Override
	public Duration processorTime() {
		return this.tree.observe()
			.stream()
			.flatMap((process) -> process.info().totalCpuDuration().stream())
			.reduce(Duration.ZERO, Duration::plus);
	}

	/**
	 * What exits after a signal is looked for once more, since it may have left something
	 * behind, which then gets the signal too.
	 */
	@Override
	public void end(Duration ownTime, Duration grace) {
		this.ended.countDown();
		boolean over = haveEnded(ownTime, (process) -> {
		}) || haveEnded(grace, LaunchedProcess::terminate) || haveEnded(KILL_TIME, ProcessHandle::destroyForcibly);
		if (!over) {
			logger.warn("What the start command started could not be ended: {}", this.tree.processes());
		}
	}

	@Override
	public void kill() {
		this.tree.processes().forEach((process) -> send(ProcessHandle::destroyForcibly, process));
	}

	private static void terminate(ProcessHandle process) {
		try {
			process.destroy();
		}
		finally {
			if (process.isAlive()) {
				new PosixProcess(process.pid()).goOn();
			}
		}
	}

	private boolean haveEnded(Duration timeout, Consumer<ProcessHandle> signal) {
		Deadline deadline = Deadline.after(timeout);
		List<ProcessHandle> processes = this.tree.processes();
		while (!processes.isEmpty()) {
			processes.forEach((process) -> send(signal, process));
			if (!haveEnded(processes, deadline)) {
				return false;
			}
			processes = this.tree.processes();
		}
		return true;
	}

	private static void send(Consumer<ProcessHandle> signal, ProcessHandle process) {
		try {
			signal.accept(process);
		}
		catch (RuntimeException | Error ex) {
			logger.debug("A process could not be signalled", ex);
		}
	}

	/**
	 * There is no event to wait for: these are no children of this process, but for one.
	 * {@link ProcessHandle#onExit()} would look less often, needs a thread for each, and
	 * takes a zombie for alive.
	 */
	private static boolean haveEnded(List<ProcessHandle> processes, Deadline deadline) {
		Set<ProcessHandle> running = new HashSet<>(processes);
		CountDownLatch never = new CountDownLatch(1);
		int pause = FIRST_PAUSE;
		running.removeIf((process) -> !ProcessTree.isRunning(process));
		while (!running.isEmpty() && !deadline.hasPassed() && !Thread.currentThread().isInterrupted()) {
			boolean unused = await(never, Math.min(pause, deadline.remaining().toMillis() + 1));
			pause = Math.min(pause + FIRST_PAUSE, LONGEST_PAUSE);
			running.removeIf((process) -> !ProcessTree.isRunning(process));
		}
		return running.isEmpty();
	}

	private static boolean await(CountDownLatch latch, long milliseconds) {
		try {
			return latch.await(milliseconds, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	@Override
	public List<String> lastLines() {
		observe();
		return this.log.lastLines();
	}

}
