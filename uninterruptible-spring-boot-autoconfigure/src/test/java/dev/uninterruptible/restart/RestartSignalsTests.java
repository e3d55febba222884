package dev.uninterruptible.restart;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

	/**
	 * The first has neither management nor native calls, the second lacks only signals.
	 */
	@ParameterizedTest
	@CsvSource({ "--limit-modules=java.base, ends this process at once, 138", "--limit-modules=java.se, is ignored, 0",
			"-Xrs, 'is ignored, only POST to the endpoint restarts it, and TERM kills it', 0" })
	void whereSignalsCannotBeHandledAnApplicationStartsAndUsr1DoesWhatTheLogSays(String option, String effect,
			int status) throws Exception {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		Process process = new ProcessBuilder(java, option, "-cp", System.getProperty("java.class.path"),
				SmallJvm.class.getName())
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		assertThat(output).contains("installed: true")
			.contains("USR1 " + effect)
			.doesNotContain("NoClassDefFoundError");
		assertThat(process.exitValue()).as(output).isEqualTo(status);
	}

	/**
	 * An application that gets USR1 as soon as it has started.
	 */
	static final class SmallJvm {

		private SmallJvm() {
		}

		public static void main(String[] arguments) throws Exception {
			RestartSignals signals = RestartSignals.install().orElseThrow();
			System.out.println("installed: true");
			signals.bind(new Target());
			new ProcessBuilder("kill", "-USR1", "" + ProcessHandle.current().pid()).start().waitFor();
			signals.restore();
		}

	}

	/**
	 * Wants no signal.
	 */
	private static final class Target implements RestartSignals.Target {

		@Override
		public void restart(String trigger) {
			throw new IllegalStateException(trigger);
		}

		@Override
		public void terminate() {
			throw new IllegalStateException();
		}

	}

}
