package dev.uninterruptible.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import dev.uninterruptible.RequestHandler;
import dev.uninterruptible.listener.ListenerRegistry;
import dev.uninterruptible.restart.RestartSignals;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UninterruptibleApplicationListener} and
 * {@link LoggingEnvironmentPostProcessor} in an application without a web server.
 */
@ExtendWith(OutputCaptureExtension.class)
class UninterruptibleApplicationTests {

	@Test
	void signalsAreGivenBackWhereTheAutoConfigurationIsLeftOut() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Object.class)
			.web(WebApplicationType.NONE)
			.run()) {
			assertThat(context.isActive()).isTrue();
			assertSignalsAreFree();
		}
	}

	@Test
	void applicationServesWhenItHasStarted() throws Exception {
		try (ConfigurableApplicationContext context = run()) {
			assertThat(EchoHandler.ask(context.getBean(ListenerRegistry.class), "line")).isEqualTo("line");
		}
	}

	@Test
	void signalsAreHandledUntilTheContextIsClosed() {
		try (ConfigurableApplicationContext context = run()) {
			assertThat(context.isRunning()).isTrue();
			assertThat(RestartSignals.install()).isEmpty();
		}
		assertSignalsAreFree();
	}

	@Test
	void signalsAreNotHandledWhereItIsSwitchedOff() {
		try (ConfigurableApplicationContext context = run("--uninterruptible.enabled=false")) {
			assertThat(context.isRunning()).isTrue();
			assertSignalsAreFree();
		}
	}

	@Test
	void applicationWithinAnotherLeavesTheSignalsToIt(CapturedOutput output) {
		try (ConfigurableApplicationContext outer = run("--uninterruptible.start-command=exit 3")) {
			run().close();
			assertThat(outer.isRunning()).isTrue();
			assertThat(RestartSignals.install()).isEmpty();
			signalItself();
			Awaitility.await().until(() -> output.getAll().contains("could not be restarted and serves as before"));
			assertThat(output.getAll()).containsOnlyOnce("was asked by USR1 to restart")
				.contains("the successor exited with status 3 before it connected");
		}
	}

	@Test
	void logPathAndLevelAreThoseOfSpringBoot(@TempDir Path directory) throws IOException {
		Path log = directory.resolve("app.log");
		try (ConfigurableApplicationContext context = run("--uninterruptible.log-path=" + log,
				"--uninterruptible.log-level=DEBUG")) {
			assertThat(context.getEnvironment().getProperty("logging.file.name")).isEqualTo(log.toString());
			assertThat(context.getEnvironment().getProperty("logging.level.dev.uninterruptible")).isEqualTo("DEBUG");
			assertThat(LoggerFactory.getLogger("dev.uninterruptible.restart").isDebugEnabled()).isTrue();
			Awaitility.await().until(() -> Files.readString(log).contains("accepts connections on server.default"));
		}
	}

	@Test
	void loggingThatIsConfiguredItselfWins(@TempDir Path directory) throws IOException {
		Path log = directory.resolve("app.log");
		try (ConfigurableApplicationContext context = run("--uninterruptible.log-path=" + directory.resolve("other"),
				"--uninterruptible.log-level=DEBUG", "--logging.file.name=" + log,
				"--logging.level.dev.uninterruptible=WARN")) {
			assertThat(EchoHandler.ask(context.getBean(ListenerRegistry.class), "line")).isEqualTo("line");
		}
		assertThat(Files.readString(log)).contains("Started").doesNotContain("accepts connections");
		assertThat(directory.resolve("other")).doesNotExist();
	}

	private static void signalItself() {
		ProcessBuilder kill = new ProcessBuilder("kill", "-USR1", Long.toString(ProcessHandle.current().pid()));
		try {
			assertThat(kill.start().waitFor()).isZero();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void assertSignalsAreFree() {
		Optional<RestartSignals> signals = RestartSignals.install();
		assertThat(signals).isPresent();
		signals.get().restore();
	}

	private static ConfigurableApplicationContext run(String... arguments) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("uninterruptible.bind-port=0", "uninterruptible.bind-address=127.0.0.1")
			.run(arguments);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ UninterruptibleAutoConfiguration.class, SocketServerAutoConfiguration.class })
	static class Application {

		@Bean
		RequestHandler handler() {
			return new EchoHandler();
		}

	}

}
