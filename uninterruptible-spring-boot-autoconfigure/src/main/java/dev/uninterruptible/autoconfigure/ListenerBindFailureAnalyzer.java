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
