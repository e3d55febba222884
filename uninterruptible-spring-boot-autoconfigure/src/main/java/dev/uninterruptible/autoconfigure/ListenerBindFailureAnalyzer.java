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
				"Stop the process that listens on %s, or set 'uninterruptible.bind-port' and 'uninterruptible.bind-address' to an address of this machine that is free."
					.formatted(cause.address()),
				cause);
	}

}
