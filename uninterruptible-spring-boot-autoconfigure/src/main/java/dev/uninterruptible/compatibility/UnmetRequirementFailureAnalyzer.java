package dev.uninterruptible.compatibility;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Reports an {@link UnmetRequirementException}.
 */
class UnmetRequirementFailureAnalyzer extends AbstractFailureAnalyzer<UnmetRequirementException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnmetRequirementException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
	}

}
