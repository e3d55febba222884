package dev.uninterruptible.compatibility;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import dev.uninterruptible.RequestHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.GenericApplicationListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CompatibilityListener}.
 */
@ExtendWith(OutputCaptureExtension.class)
class CompatibilityListenerTests {

	private static final String JAVA = "25.0.1";

	private static final int CLASS_FILES_OF_JAVA_17 = 61;

	@ParameterizedTest
	@ValueSource(strings = { "17", "17.0.2", "20.0.2+9" })
	void oldJavaIsReported(String java, CapturedOutput output) {
		assertThatExceptionOfType(UnmetRequirementException.class)
			.isThrownBy(() -> run(new CompatibilityListener(java, SpringBootVersion.getVersion())));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Uninterruptible needs Java 21 or later. This is Java %s, in ".formatted(java))
			.contains("Start the application with a Java 21 or later.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "3.5.7", "4.2.0", "5.0.0-M1" })
	void otherSpringBootIsReported(String springBoot, CapturedOutput output) {
		assertThatExceptionOfType(UnmetRequirementException.class)
			.isThrownBy(() -> run(new CompatibilityListener(JAVA, springBoot)));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("works with Spring Boot 4.0 and 4.1. This application has Spring Boot %s.".formatted(springBoot))
			.contains("To try it all the same, set 'uninterruptible.compatibility-verifier.enabled' to false.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "4.0.0", "4.0.7", "4.1.1", "4.1.2-SNAPSHOT" })
	void knownSpringBootIsNot(String springBoot) {
		run(new CompatibilityListener(JAVA, springBoot)).close();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "--uninterruptible.compatibility-verifier.enabled=false", "--uninterruptible.enabled=false" })
	void otherSpringBootCanBeTried(String argument) {
		run(new CompatibilityListener(JAVA, "4.2.0"), argument).close();
	}

	/**
	 * Spring Boot must be able to load them on any Java that it runs on itself.
	 */
	@Test
	void classesAreThoseOfJava17() throws Exception {
		Path classes = Path.of(RequestHandler.class.getProtectionDomain().getCodeSource().getLocation().toURI())
			.resolve("dev/uninterruptible/compatibility");
		try (Stream<Path> files = Files.list(classes)) {
			List<Path> all = files.toList();
			assertThat(all).hasSizeGreaterThan(4)
				.allSatisfy((file) -> assertThat(version(file)).isEqualTo(CLASS_FILES_OF_JAVA_17));
		}
	}

	private static int version(Path classFile) throws IOException {
		try (InputStream in = Files.newInputStream(classFile); DataInputStream data = new DataInputStream(in)) {
			data.skipNBytes(6);
			return data.readUnsignedShort();
		}
	}

	private static ConfigurableApplicationContext run(GenericApplicationListener listener, String... arguments) {
		SpringApplication application = new SpringApplication(Object.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setListeners(Stream
			.concat(application.getListeners().stream().filter((other) -> !(other instanceof CompatibilityListener)),
					Stream.of(listener))
			.toList());
		return application.run(arguments);
	}

}
