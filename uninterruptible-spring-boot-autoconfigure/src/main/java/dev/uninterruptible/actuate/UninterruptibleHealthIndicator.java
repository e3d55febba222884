package dev.uninterruptible.actuate;

import java.util.Map;
import java.util.TreeMap;

import dev.uninterruptible.restart.ListenerStatus;
import dev.uninterruptible.restart.ProcessStatus;
import dev.uninterruptible.restart.RestartCoordinator;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * {@link HealthIndicator} of this process: out of service once it was asked to terminate
 * and finishes its connections, else up. A process that was replaced is up while it
 * finishes its connections: whoever asks it does so over a connection that was open
 * before, and asks for what its successor serves at the same address.
 */
public class UninterruptibleHealthIndicator extends AbstractHealthIndicator {

	private final RestartCoordinator coordinator;

	/**
	 * Create an indicator.
	 * @param coordinator what it asks
	 */
	public UninterruptibleHealthIndicator(RestartCoordinator coordinator) {
		super("The state of this process is not known");
		this.coordinator = coordinator;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		ProcessStatus status = this.coordinator.status();
		(status.outOfService() ? builder.outOfService() : builder.up()).withDetail("generation", status.generation())
			.withDetail("state", status.state())
			.withDetail("listeners", listeners(status))
			.withDetail("connections", status.activeConnections());
	}

	private static Map<String, String> listeners(ProcessStatus status) {
		Map<String, String> addresses = new TreeMap<>();
		for (ListenerStatus listener : status.listeners()) {
			addresses.put(listener.name(), listener.address());
		}
		return addresses;
	}

}
