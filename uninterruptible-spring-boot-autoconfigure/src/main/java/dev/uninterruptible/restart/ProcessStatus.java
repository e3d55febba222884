package dev.uninterruptible.restart;

import java.time.Instant;
import java.util.List;

import dev.uninterruptible.listener.ConnectionTotals;
import org.jspecify.annotations.Nullable;

/**
 * What there is to say of this process at one moment.
 *
 * @param generation its generation
 * @param pid its process
 * @param state what it is doing
 * @param outOfService whether it finishes its connections and no other process serves in
 * its place
 * @param startTime when it was started
 * @param listeners its open listeners
 * @param activeConnections how many connections are open
 * @param totals what was counted of connections since it started
 * @param predecessor the process that handed over to it, {@code null} once that has
 * exited
 * @param draining the processes that served before it and still finish their connections,
 * the oldest first
 * @param lastRestart the last restart that it knows of, {@code null} if there was none
 * @param restarts how restarts went
 */
public record ProcessStatus(int generation, long pid, ProcessState state, boolean outOfService, Instant startTime,
		List<ListenerStatus> listeners, int activeConnections, ConnectionTotals totals,
		@Nullable PredecessorStatus predecessor, List<DrainingStatus> draining, @Nullable PastRestart lastRestart,
		RestartStatistics restarts) {

	public ProcessStatus {
		listeners = List.copyOf(listeners);
		draining = List.copyOf(draining);
	}

}
