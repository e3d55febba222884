package dev.uninterruptible.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import dev.uninterruptible.test.AutoConfigureSocketServer;
import dev.uninterruptible.test.LocalSocketServerPort;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the handler of the sample, as any application would test its own.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE)
@AutoConfigureSocketServer
class SampleApplicationTests {

	private static final int TIMEOUT = 10_000;

	@LocalSocketServerPort
	private int port;

	@Test
	void lineIsSentBack() throws IOException {
		try (Socket client = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			client.setSoTimeout(TIMEOUT);
			client.getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));
			BufferedReader answer = new BufferedReader(
					new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
			assertThat(answer.readLine()).isEqualTo("hello");
		}
	}

}
