package dev.uninterruptible.restart;

import java.time.Duration;

import dev.uninterruptible.launch.Liveness;

/**
 * The {@link OtherProcesses} of the operating system.
 */
final class SystemProcesses implements OtherProcesses {

	@Override
	public boolean isAlive(long pid) {
		return Liveness.isAlive(pid);
	}

	@Override
	public Duration processorTime(long pid) {
		return ProcessHandle.of(pid).flatMap((process) -> process.info().totalCpuDuration()).orElse(Duration.ZERO);
	}

	@Override
	public void terminate(long pid) {
		ProcessHandle.of(pid).filter(SystemProcesses::mayHaveServedBefore).ifPresent(ProcessHandle::destroy);
	}

	/**
	 * The pid of a process that is gone may be another's by now.
	 */
	private static boolean mayHaveServedBefore(ProcessHandle process) {
		ProcessHandle.Info own = ProcessHandle.current().info();
		ProcessHandle.Info other = process.info();
		return own.user().equals(other.user()) && own.startInstant()
			.flatMap((start) -> other.startInstant().map((instant) -> !instant.isAfter(start)))
			.orElse(false);
	}

}
