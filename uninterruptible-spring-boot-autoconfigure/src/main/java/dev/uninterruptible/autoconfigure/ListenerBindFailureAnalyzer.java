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
		return listener.startsWith(ListenerNames.WEB) ? "'server.port' and 'server.address'"
				: "'uninterruptible.bind-port' and 'uninterruptible.bind-address'";
	}

}
