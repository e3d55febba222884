package dev.uninterruptible.autoconfigure;

import java.nio.file.Path;

import dev.uninterruptible.RequestHandler;
import dev.uninterruptible.listener.ListenerRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SocketServerPorts}.
 */
class SocketServerPortsTests {

	private static final String ADMIN = "uninterruptible.servers.admin.bind=tcp://127.0.0.1:0";

	private static final String HANDLER = "uninterruptible.servers.admin.handler=handler";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(UninterruptibleAutoConfiguration.class, SocketServerAutoConfiguration.class))
		.withBean("handler", RequestHandler.class, EchoHandler::new);

	@Test
	void portOfTheOnlyServerNeedsNoName() {
		this.runner.withPropertyValues(ADMIN, HANDLER)
			.run((context) -> assertThat(context.getEnvironment().getProperty("local.socket-server.port"))
				.isEqualTo(Integer
					.toString(context.getBean(ListenerRegistry.class).listeners().getFirst().address().getPort()))
				.isEqualTo(context.getEnvironment().getProperty("local.socket-server.admin.port")));
	}

	@Test
	void portWithoutANameIsThatOfTheDefaultServer() {
		this.runner.withPropertyValues(ADMIN, HANDLER, "uninterruptible.bind=tcp://127.0.0.1:0")
			.run((context) -> assertThat(context.getEnvironment().getProperty("local.socket-server.port")).isNotNull()
				.isEqualTo(context.getEnvironment().getProperty("local.socket-server.default.port"))
				.isNotEqualTo(context.getEnvironment().getProperty("local.socket-server.admin.port")));
	}

	@Test
	void unixDomainSocketHasNoPort(@TempDir Path directory) {
		this.runner.withPropertyValues("uninterruptible.bind=unix://" + directory.resolve("socket"))
			.run((context) -> assertThat(context).hasNotFailed()
				.getBean("defaultSocketServer")
				.satisfies((server) -> assertThat(context.getEnvironment().getProperty("local.socket-server.port"))
					.isNull()));
	}

}
