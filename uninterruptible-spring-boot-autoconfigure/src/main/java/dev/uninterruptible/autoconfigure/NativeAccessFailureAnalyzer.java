package dev.uninterruptible.autoconfigure;

import dev.uninterruptible.posix.NativeAccessDeniedException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Reports a {@link NativeAccessDeniedException}.
 */
class NativeAccessFailureAnalyzer extends AbstractFailureAnalyzer<NativeAccessDeniedException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, NativeAccessDeniedException cause) {
		return new FailureAnalysis(cause.getMessage(),
				"Start the JVM with --enable-native-access=ALL-UNNAMED, or put 'Enable-Native-Access: ALL-UNNAMED' into the manifest of the executable jar. "
						+ "Where the temporary directory is mounted noexec, set -Djava.io.tmpdir or -Djffi.extract.dir to another one. "
						+ "Or switch restarts off with 'uninterruptible.enabled=false'.",
				cause);
	}

}
