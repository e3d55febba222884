package dev.uninterruptible.test;

import java.io.IOException;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AutoConfigureSocketServer} where several servers are configured.
 */
@SpringBootTest(classes = EchoHandler.class,
		properties = { "uninterruptible.bind-port=1", "uninterruptible.servers.admin.bind=tcp://192.0.2.1:1",
				"uninterruptible.servers.admin.handler=echoHandler" })
@AutoConfigureSocketServer
class SeveralSocketServersTests {

	@LocalSocketServerPort
	private int port;

	@Value("${local.socket-server.default.port}")
	private int defaultPort;

	@Value("${local.socket-server.admin.port}")
	private int adminPort;

	@Test
	void eachServerHasAFreePort() throws IOException {
		assertThat(this.defaultPort).isEqualTo(this.port).isNotEqualTo(this.adminPort);
		assertThat(EchoHandler.ask(this.adminPort, "line")).isEqualTo("line");
	}

}
