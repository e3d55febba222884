package dev.uninterruptible.autoconfigure;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import dev.uninterruptible.listener.Listener;
import dev.uninterruptible.listener.ListenerRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatServletManagementContextAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link WebHandoffAutoConfiguration} and
 * {@link WebHandoffManagementConfiguration} with a real web server.
 */
@ExtendWith(OutputCaptureExtension.class)
class JettyHandoffTests {

	private static final String ENDPOINT = "/actuator/uninterruptible";

	private final HttpClient client = HttpClient.newHttpClient();

	private @Nullable ConfigurableApplicationContext context;

	@AfterEach
	void close() {
		if (this.context != null) {
			this.context.close();
		}
		this.client.close();
	}

	@Test
	void mainPortIsAListener() throws Exception {
		ConfigurableApplicationContext context = run();
		assertThat(((WebServerApplicationContext) context).getWebServer()).isInstanceOf(JettyWebServer.class);
		assertThat(ports(context)).containsOnlyKeys("web.main")
			.containsEntry("web.main", port(context, "local.server.port"));
		assertThat(get(port(context, "local.server.port")).statusCode()).isEqualTo(200);
	}

	@Test
	void portOfItsOwnForManagementIsAListenerToo() throws Exception {
		ConfigurableApplicationContext context = run("--management.server.port=0",
				"--management.server.address=127.0.0.1");
		assertThat(ports(context)).hasSize(2)
			.containsEntry("web.main", port(context, "local.server.port"))
			.containsEntry("web.management", port(context, "local.management.port"));
		assertThat(get(port(context, "local.management.port")).statusCode()).isEqualTo(200);
		assertThat(get(port(context, "local.server.port")).statusCode()).isEqualTo(404);
	}

	@Test
	void drainEndsWithTheLastConnection() throws Exception {
		ConfigurableApplicationContext context = run("--uninterruptible.web.drain-idle-timeout=100ms");
		get(port(context, "local.server.port"));
		ListenerRegistry listeners = context.getBean(ListenerRegistry.class);
		assertThat(listeners.activeConnections("web.main")).isOne();
		listeners.pause();
		listeners.drainables().getFirst().drain().get(10, TimeUnit.SECONDS);
		assertThat(listeners.activeConnections()).isZero();
	}

	@Test
	void portThatIsTakenIsReportedAsSpringBootDoes(CapturedOutput output) throws Exception {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			assertThatException().isThrownBy(() -> run("--server.port=" + taken.getLocalPort()));
			assertThat(output).containsOnlyOnce("APPLICATION FAILED TO START")
				.contains("Web server failed to start. Port %s was already in use.".formatted(taken.getLocalPort()));
		}
	}

	@Test
	void addressOfAnotherMachineIsReported(CapturedOutput output) {
		assertThatException().isThrownBy(() -> run("--server.address=192.0.2.1"));
		assertThat(output).containsOnlyOnce("APPLICATION FAILED TO START")
			.contains("Listener 'web.main' cannot be bound to 192.0.2.1:0")
			.contains("'server.port' and 'server.address'");
	}

	@Test
	void serverIsLeftAloneWhereTheWebHandoverIsSwitchedOff() throws Exception {
		ConfigurableApplicationContext context = run("--uninterruptible.web.enabled=false",
				"--management.server.port=0");
		assertThat(context.getBean(ListenerRegistry.class).listeners()).isEmpty();
		assertThat(get(port(context, "local.management.port")).statusCode()).isEqualTo(200);
	}

	private ConfigurableApplicationContext run(String... arguments) {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.SERVLET)
			.properties("server.port=0", "server.address=127.0.0.1",
					"management.endpoints.web.exposure.include=uninterruptible")
			.run(arguments);
		this.context = context;
		return context;
	}

	private HttpResponse<String> get(int port) throws Exception {
		URI uri = URI.create("http://127.0.0.1:%s%s".formatted(port, ENDPOINT));
		return this.client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
	}

	private static int port(ConfigurableApplicationContext context, String property) {
		return context.getEnvironment().getRequiredProperty(property, Integer.class);
	}

	private static Map<String, Integer> ports(ConfigurableApplicationContext context) {
		return context.getBean(ListenerRegistry.class)
			.listeners()
			.stream()
			.collect(Collectors.toMap(Listener::name, (listener) -> listener.address().getPort()));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = { TomcatServletWebServerAutoConfiguration.class,
			TomcatServletManagementContextAutoConfiguration.class })
	static class Application {

	}

}
