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
		return switch (listener) {
			case TomcatHandoffAutoConfiguration.LISTENER -> "'server.port' and 'server.address'";
			case TomcatHandoffManagementConfiguration.LISTENER ->
				"'management.server.port' and 'management.server.address'";
			default -> "'uninterruptible.bind-port' and 'uninterruptible.bind-address'";
		};
	}

}
