package dev.uninterruptible.actuate;

import dev.uninterruptible.restart.RestartCoordinator;
import dev.uninterruptible.restart.RestartOutcome;

import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * Asks for restarts over HTTP.
 */
@EndpointWebExtension(endpoint = UninterruptibleEndpoint.class)
public class UninterruptibleEndpointWebExtension {

	private static final String RESTART = "restart";

	private static final String TRIGGER = "ENDPOINT";

	private static final int STATUS_CONFLICT = 409;

	private final RestartCoordinator coordinator;

	/**
	 * Create the extension.
	 * @param coordinator what it asks
	 */
	public UninterruptibleEndpointWebExtension(RestartCoordinator coordinator) {
		this.coordinator = coordinator;
	}

	/**
	 * Restart, and answer when the outcome is known. The action is part of the path, so
	 * that a POST needs no body.
	 * @param action {@code restart}
	 * @return 200 with the successor, 409 while no restart can begin, 500 with the reason
	 * for a failure, 404 for any other action
	 */
	@WriteOperation
	public WebEndpointResponse<RestartDescriptor> act(@Selector String action) {
		if (!RESTART.equals(action)) {
			return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
		}
		RestartOutcome outcome = this.coordinator.requestRestart(TRIGGER).join();
		return new WebEndpointResponse<>(RestartDescriptor.of(outcome), status(outcome));
	}

	private static int status(RestartOutcome outcome) {
		return switch (outcome) {
			case RestartOutcome.Succeeded succeeded -> WebEndpointResponse.STATUS_OK;
			case RestartOutcome.Refused refused -> STATUS_CONFLICT;
			case RestartOutcome.Failed failed -> WebEndpointResponse.STATUS_INTERNAL_SERVER_ERROR;
		};
	}

}
