package dev.uninterruptible.restart;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RestartSignals}.
 */
class RestartSignalsTests {

	@Test
	void restoreThatIsCalledAgainLeavesTheSignalsToWhoHasThem() {
		RestartSignals first = RestartSignals.install().orElseThrow();
		first.restore();
		RestartSignals second = RestartSignals.install().orElseThrow();
		try {
			first.restore();
			assertThat(RestartSignals.install()).isEmpty();
		}
		finally {
			second.restore();
		}
		Optional<RestartSignals> third = RestartSignals.install();
		assertThat(third).isPresent();
		third.get().restore();
	}

	@Test
	void signalsThatCannotBeHandledDoNotKeepAnApplicationFromStarting() throws Exception {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		Process process = new ProcessBuilder(java, "--limit-modules", "java.base", "-cp",
				System.getProperty("java.class.path"), SmallJvm.class.getName())
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		assertThat(output).contains("installed: true").contains("restored").doesNotContain("NoClassDefFoundError");
		assertThat(process.exitValue()).isZero();
	}

	/**
	 * An application in a JVM that has neither management nor signals.
	 */
	static final class SmallJvm {

		private SmallJvm() {
		}

		public static void main(String[] arguments) {
			Optional<RestartSignals> signals = RestartSignals.install();
			System.out.println("installed: " + signals.isPresent());
			signals.ifPresent(RestartSignals::restore);
			System.out.println("restored");
		}

	}

}
