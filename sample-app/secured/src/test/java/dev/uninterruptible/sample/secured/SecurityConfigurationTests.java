package dev.uninterruptible.sample.secured;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SecurityConfiguration}. A request that may restart the server is
 * refused with 409 here: in tests, restarts are switched off.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "spring.security.user.password=secret")
class SecurityConfigurationTests {

	private static final String RESTART = "/actuator/uninterruptible/restart";

	@LocalServerPort
	private int port;

	@Test
	void operatorMayRestart() throws Exception {
		assertThat(send("POST", RESTART, "operator:secret").statusCode()).isEqualTo(409);
		assertThat(send("GET", "/actuator/uninterruptible", "operator:secret").statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "operator:wrong", "nobody:secret" })
	void othersMayNot(String credentials) throws Exception {
		assertThat(send("POST", RESTART, credentials).statusCode()).isEqualTo(401);
		assertThat(send("GET", "/actuator/uninterruptible", credentials).statusCode()).isEqualTo(401);
	}

	@Test
	void everythingElseIsProtectedToo() throws Exception {
		assertThat(send("GET", "/actuator/info", "").statusCode()).isEqualTo(401);
		assertThat(send("GET", "/actuator/info", "operator:secret").statusCode()).isEqualTo(200);
		assertThat(send("POST", "/actuator/info", "operator:secret").statusCode()).as("it has no CSRF token")
			.isIn(401, 403);
	}

	private HttpResponse<String> send(String method, String path, String credentials)
			throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.method(method, BodyPublishers.noBody());
		if (!credentials.isEmpty()) {
			request.header("Authorization",
					"Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
		}
		try (HttpClient client = HttpClient.newHttpClient()) {
			return client.send(request.build(), BodyHandlers.ofString());
		}
	}

}
