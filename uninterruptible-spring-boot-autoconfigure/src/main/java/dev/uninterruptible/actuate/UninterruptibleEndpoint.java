package dev.uninterruptible.actuate;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import dev.uninterruptible.listener.ConnectionTotals;
import dev.uninterruptible.restart.DrainingStatus;
import dev.uninterruptible.restart.ListenerStatus;
import dev.uninterruptible.restart.PastRestart;
import dev.uninterruptible.restart.PredecessorStatus;
import dev.uninterruptible.restart.ProcessState;
import dev.uninterruptible.restart.ProcessStatus;
import dev.uninterruptible.restart.RestartCoordinator;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * {@link Endpoint} that shows this process and its listeners. Restarts are asked for
 * through its web and JMX extensions, where access is unrestricted.
 */
@Endpoint(id = "uninterruptible", defaultAccess = Access.READ_ONLY)
public class UninterruptibleEndpoint {

	/**
	 * How the names of the listeners of {@code SocketServer} beans begin.
	 */
	private static final String SERVER = "server.";

	private final RestartCoordinator coordinator;

	/**
	 * Create the endpoint.
	 * @param coordinator what it shows
	 */
	public UninterruptibleEndpoint(RestartCoordinator coordinator) {
		this.coordinator = coordinator;
	}

	/**
	 * Show this process.
	 * @return the status at this moment
	 */
	@ReadOperation
	public StatusDescriptor status() {
		return StatusDescriptor.of(this.coordinator.status());
	}

	/**
	 * Description of this process.
	 *
	 * @param generation 1 for the first process, one more for each successor
	 * @param pid the process
	 * @param state what it is doing
	 * @param startTime when it was started
	 * @param listeners its listeners
	 * @param activeConnections how many connections are open
	 * @param totals what was counted of the connections of the {@code SocketServer} beans
	 * since it started, {@code null} if there are none
	 * @param predecessor the process that handed over to it, if that still runs
	 * @param draining the processes that served before it and still finish their
	 * connections, the oldest first
	 * @param lastRestart the last restart that it knows of, if there was one
	 */
	public record StatusDescriptor(int generation, long pid, ProcessState state, Instant startTime,
			List<ListenerStatus> listeners, int activeConnections, @Nullable ConnectionTotals totals,
			@Nullable PredecessorStatus predecessor, List<DrainingStatus> draining,
			@Nullable LastRestartDescriptor lastRestart) implements OperationResponseBody {

		public StatusDescriptor {
			listeners = List.copyOf(listeners);
			draining = List.copyOf(draining);
		}

		/**
		 * Web servers have metrics of their own.
		 */
		private static @Nullable ConnectionTotals totals(ProcessStatus status) {
			return status.listeners().stream().anyMatch((listener) -> listener.name().startsWith(SERVER))
					? status.totals() : null;
		}

		static StatusDescriptor of(ProcessStatus status) {
			return new StatusDescriptor(status.generation(), status.pid(), status.state(), status.startTime(),
					status.listeners(), status.activeConnections(), totals(status), status.predecessor(),
					status.draining(), LastRestartDescriptor.of(status.lastRestart()));
		}

	}

	/**
	 * Description of a restart of the past.
	 *
	 * @param outcome how it ended
	 * @param trigger what asked for it
	 * @param time when it was asked for
	 * @param milliseconds how long it took
	 * @param reason why it failed
	 */
	public record LastRestartDescriptor(PastRestart.Result outcome, String trigger, Instant time, long milliseconds,
			@Nullable String reason) {

		static @Nullable LastRestartDescriptor of(@Nullable PastRestart restart) {
			return (restart != null) ? new LastRestartDescriptor(restart.result(), restart.trigger(),
					restart.requestedAt().truncatedTo(ChronoUnit.MILLIS), restart.duration().toMillis(),
					restart.reason()) : null;
		}

	}

}
