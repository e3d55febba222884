package dev.uninterruptible.test;

import java.io.IOException;

import dev.uninterruptible.listener.ListenerRegistry;
import dev.uninterruptible.server.SocketServer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.NestedTestConfiguration;
import org.springframework.test.context.NestedTestConfiguration.EnclosingConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a {@code @SpringBootTest} starts its servers as its web environment says, on
 * a machine where the application itself may run.
 */
@NestedTestConfiguration(EnclosingConfiguration.OVERRIDE)
class WebEnvironmentTests {

	private static final String PORT = "uninterruptible.bind-port=1";

	private static final String ADDRESS = "uninterruptible.bind-address=192.0.2.1";

	private static final String NO_WEB_SERVER = "spring.main.web-application-type=none";

	@Nested
	@SpringBootTest(classes = Application.class, properties = { PORT, ADDRESS, NO_WEB_SERVER })
	class Mock {

		@Test
		void noServerIsStarted(@Autowired ListenerRegistry listeners, @Autowired SocketServer server) {
			assertThat(listeners.listeners()).isEmpty();
			assertThat(server.isRunning()).isFalse();
		}

	}

	@Nested
	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.NONE,
			properties = { PORT, ADDRESS, NO_WEB_SERVER })
	class None {

		@Test
		void noServerIsStarted(@Autowired ListenerRegistry listeners) {
			assertThat(listeners.listeners()).isEmpty();
		}

		@Nested
		@NestedTestConfiguration(EnclosingConfiguration.INHERIT)
		class Within {

			@Test
			void noServerIsStarted(@Autowired ListenerRegistry listeners) {
				assertThat(listeners.listeners()).isEmpty();
			}

		}

	}

	@Nested
	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
			properties = { PORT, ADDRESS, NO_WEB_SERVER })
	class RandomPort {

		@Test
		void serverIsStartedOnAFreePort(@LocalSocketServerPort int port) throws IOException {
			assertThat(EchoHandler.ask(port, "line")).isEqualTo("line");
		}

	}

	@Nested
	@SpringBootTest(classes = WebApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
			properties = NO_WEB_SERVER)
	class RandomPortWithoutHandler {

		@Test
		void noServerIsThere(@Autowired ListenerRegistry listeners) {
			assertThat(listeners.listeners()).isEmpty();
		}

	}

	@Nested
	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
			properties = { "uninterruptible.servers.default.bind=tcp://192.0.2.1:1", NO_WEB_SERVER })
	class RandomPortOfTheLongForm {

		@Test
		void serverIsStartedOnAFreePort(@LocalSocketServerPort int port) throws IOException {
			assertThat(EchoHandler.ask(port, "line")).isEqualTo("line");
		}

	}

	@Nested
	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
			properties = NO_WEB_SERVER)
	class RandomPortThatIsNotConfigured {

		@Test
		void serverIsStartedOnAFreePort(@LocalSocketServerPort int port) throws IOException {
			assertThat(EchoHandler.ask(port, "line")).isEqualTo("line");
		}

	}

	@Nested
	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.DEFINED_PORT,
			properties = { "uninterruptible.bind-port=0", "uninterruptible.bind-address=127.0.0.2", NO_WEB_SERVER })
	class DefinedPort {

		@Test
		void serverIsStartedWhereItIsConfigured(@Autowired ListenerRegistry listeners) {
			assertThat(listeners.listeners()).singleElement()
				.satisfies((listener) -> assertThat(listener.address().getHostString()).isEqualTo("127.0.0.2"));
		}

	}

	@EnableAutoConfiguration
	static class Application extends EchoHandler {

	}

	@EnableAutoConfiguration
	static class WebApplication {

	}

}
