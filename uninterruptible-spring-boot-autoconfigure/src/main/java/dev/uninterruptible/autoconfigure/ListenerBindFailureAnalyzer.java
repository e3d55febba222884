package dev.uninterruptible.autoconfigure;

import dev.uninterruptible.listener.ListenerBindException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Reports a {@link ListenerBindException}, say, for a port that is taken.
 */
class ListenerBindFailureAnalyzer extends AbstractFailureAnalyzer<ListenerBindException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ListenerBindException cause) {
		if (cause.predecessorsAddress() != null) {
			return new FailureAnalysis(cause.getMessage(),
					("The process that serves goes on until this one does, so both cannot have that port at different addresses. "
							+ "Leave %s as it was before the restart, or choose another port; to change the address alone, stop the server and start it. "
							+ "A JVM that is limited to IPv4 (java.net.preferIPv4Stack) cannot have a socket of IPv6.")
						.formatted(properties(cause.listener())),
					cause);
		}
		return new FailureAnalysis(cause.getMessage(),
				"Stop the process that listens on %s, or set %s to an address of this machine that is free."
					.formatted(cause.address(), properties(cause.listener())),
				cause);
	}

	private static String properties(String listener) {
		if (listener.startsWith(ListenerNames.MANAGEMENT)) {
			return "'management.server.port' and 'management.server.address'";
		}
		if (listener.startsWith(ListenerNames.SERVER)) {
			String server = listener.substring(ListenerNames.SERVER.length());
			return "'%1$sbind', or '%1$sbind-port' and '%1$sbind-address',".formatted(ValidatedServer.prefix(server));
		}
		return "'server.port' and 'server.address'";
	}

}
