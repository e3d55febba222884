package dev.uninterruptible.actuate;

import java.util.Set;

import dev.uninterruptible.restart.HealthProbe;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;

/**
 * Probes the readiness group of the health endpoint.
 */
public class ReadinessHealthProbe implements HealthProbe {

	private static final String GROUP = "readiness";

	private static final Set<Status> FAILURES = Set.of(Status.DOWN, Status.OUT_OF_SERVICE);

	private final HealthEndpoint health;

	/**
	 * Create a probe.
	 * @param health what it asks
	 */
	public ReadinessHealthProbe(HealthEndpoint health) {
		this.health = health;
	}

	@Override
	public @Nullable String failure() {
		HealthDescriptor readiness = this.health.healthForPath(GROUP);
		return (readiness != null && FAILURES.contains(readiness.getStatus()))
				? "its health in the readiness group is " + readiness.getStatus() : null;
	}

}
