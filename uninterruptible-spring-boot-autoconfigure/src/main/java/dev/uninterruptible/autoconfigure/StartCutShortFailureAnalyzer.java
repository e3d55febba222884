package dev.uninterruptible.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Reports a {@link StartCutShortException}, instead of a stack trace.
 */
class StartCutShortFailureAnalyzer extends AbstractFailureAnalyzer<StartCutShortException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, StartCutShortException cause) {
		return new FailureAnalysis("This process was asked to terminate, by TERM, while it was starting.",
				"Nothing is wrong with the application. Look for who sent the signal: a supervisor, a person, "
						+ "or the predecessor, which says in its log why it gave this process up.",
				cause);
	}

}
