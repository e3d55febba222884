package dev.uninterruptible.launch;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UnsharableOptions}.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnsharableOptionsTests {

	@ParameterizedTest
	@ValueSource(strings = { "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=5005",
			"-agentlib:jdwp=transport=dt_socket,server=y,address=*:5005",
			"-agentlib:jdwp=address=localhost:5005,server=y", "-Xrunjdwp:transport=dt_socket,address=5005",
			"-Dcom.sun.management.jmxremote.port=9010", "-Dcom.sun.management.jmxremote.rmi.port=9010" })
	void optionWithAFixedPortIsLeftOut(String option) {
		assertThat(UnsharableOptions.removeFrom(raw("java", option, "-jar", "app.jar")))
			.isEqualTo(raw("java", "-jar", "app.jar"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "-agentlib:jdwp=transport=dt_socket,server=y", "-agentlib:jdwp=address=0,server=y",
			"-Dcom.sun.management.jmxremote.port=0", "-Dcom.sun.management.jmxremote", "-agentlib:other=address=5005",
			"-Xmx1g" })
	void optionThatTwoProcessesCanHaveStays(String option) {
		List<RawText> arguments = raw("java", option, "-jar", "app.jar");
		assertThat(UnsharableOptions.removeFrom(arguments)).isEqualTo(arguments);
	}

	@ParameterizedTest
	@ValueSource(strings = { "-XX:StartFlightRecording=filename=orders.jfr",
			"-XX:StartFlightRecording:delay=5s,filename=/var/log/orders.jfr,maxsize=1g",
			"-XX:ErrorFile=/tmp/orders.log" })
	void fileThatBothWouldWriteIsNamed(String option, CapturedOutput output) {
		List<RawText> arguments = raw("java", option, "-jar", "app.jar");
		assertThat(UnsharableOptions.removeFrom(arguments)).isEqualTo(arguments);
		assertThat(output).contains("write to one file by " + option + ": give each its own");
	}

	@ParameterizedTest
	@ValueSource(strings = { "-XX:StartFlightRecording=filename=orders-%p.jfr,maxsize=1g", "-XX:StartFlightRecording",
			"-XX:StartFlightRecording=delay=5s", "-XX:ErrorFile=/tmp/orders-%p.log" })
	void fileOfEachProcessIsNotNamed(String option, CapturedOutput output) {
		UnsharableOptions.removeFrom(raw("java", option, "-jar", "app.jar", "-XX:ErrorFile=of-the-application"));
		assertThat(output).doesNotContain("give each its own");
	}

	@Test
	void argumentsOfTheApplicationStay() {
		List<RawText> arguments = raw("java", "-jar", "app.jar", "-Dcom.sun.management.jmxremote.port=9010");
		assertThat(UnsharableOptions.removeFrom(arguments)).isEqualTo(arguments);
	}

	private static List<RawText> raw(String... arguments) {
		return Arrays.stream(arguments).map(RawText::of).toList();
	}

}
