package dev.uninterruptible.actuate;

import dev.uninterruptible.restart.RestartCoordinator;

import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.jmx.annotation.EndpointJmxExtension;

/**
 * Asks for restarts over JMX.
 */
@EndpointJmxExtension(endpoint = UninterruptibleEndpoint.class)
public class UninterruptibleEndpointJmxExtension {

	private static final String TRIGGER = "JMX";

	private final RestartCoordinator coordinator;

	/**
	 * Create the extension.
	 * @param coordinator what it asks
	 */
	public UninterruptibleEndpointJmxExtension(RestartCoordinator coordinator) {
		this.coordinator = coordinator;
	}

	/**
	 * Restart, and return when the outcome is known.
	 * @return the outcome
	 */
	@WriteOperation
	public RestartDescriptor restart() {
		return RestartDescriptor.of(this.coordinator.requestRestart(TRIGGER).join());
	}

}
