package dev.uninterruptible.actuate;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * How the observation of a connection is named and which keys it has. Declare one as a
 * bean in place of {@link DefaultConnectionObservationConvention}.
 */
public interface ConnectionObservationConvention extends ObservationConvention<ConnectionObservationContext> {

	/**
	 * The name of the observation.
	 */
	String NAME = "uninterruptible.connection";

	@Override
	default String getName() {
		return NAME;
	}

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof ConnectionObservationContext;
	}

}
