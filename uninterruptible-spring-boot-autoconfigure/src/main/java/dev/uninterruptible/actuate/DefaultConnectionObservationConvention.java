package dev.uninterruptible.actuate;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

/**
 * Names the observation of a connection {@code uninterruptible.connection}. Of low
 * cardinality are {@code server}, the name of the server, and {@code outcome},
 * {@code SUCCESS} or, if the handler failed, {@code ERROR}. Of high cardinality is
 * {@code client}, the address of the client.
 */
public class DefaultConnectionObservationConvention implements ConnectionObservationConvention {

	@Override
	public String getContextualName(ConnectionObservationContext context) {
		return "connection to " + context.getConnection().server();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(ConnectionObservationContext context) {
		return KeyValues.of(KeyValue.of("server", context.getConnection().server()),
				KeyValue.of("outcome", (context.getError() != null) ? "ERROR" : "SUCCESS"));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(ConnectionObservationContext context) {
		String client = context.getConnection().clientName();
		return (client != null) ? KeyValues.of(KeyValue.of("client", client)) : KeyValues.empty();
	}

}
