package dev.uninterruptible.autoconfigure;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

import dev.uninterruptible.listener.Drainable;
import dev.uninterruptible.listener.Listener;
import dev.uninterruptible.listener.ListenerRegistry;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link WebHandoffAutoConfiguration} and
 * {@link WebHandoffManagementConfiguration} with a real web server.
 */
@ExtendWith(OutputCaptureExtension.class)
class NettyHandoffTests {

	@Test
	void mainAndManagementPortAreListeners() throws Exception {
		try (ConfigurableApplicationContext context = run("--management.server.port=0")) {
			ListenerRegistry listeners = context.getBean(ListenerRegistry.class);
			assertThat(listeners.listeners()).extracting(Listener::name)
				.containsExactlyInAnyOrder("web.main", "web.management");
			assertThat(listeners.drainables()).extracting(Drainable::listener)
				.containsExactlyInAnyOrder("web.main", "web.management");
			for (Listener listener : listeners.listeners()) {
				boolean main = listener.name().equals("web.main");
				assertThat(context.getEnvironment()
					.getRequiredProperty(main ? "local.server.port" : "local.management.port", int.class))
					.isEqualTo(listener.address().getPort());
				assertThat(status(listener, "/actuator/health")).isEqualTo(main ? 404 : 200);
			}
		}
	}

	@Test
	void closedApplicationHoldsNoConnectionsAnyMore() {
		ConfigurableApplicationContext context = run("--management.server.port=0");
		ListenerRegistry listeners = context.getBean(ListenerRegistry.class);
		context.close();
		assertThat(listeners.drainables()).isEmpty();
	}

	@Test
	void switchedOffItLeavesTheServerAlone() {
		try (ConfigurableApplicationContext context = run("--uninterruptible.web.enabled=false",
				"--management.server.port=0")) {
			assertThat(context.getBean(ListenerRegistry.class).listeners()).isEmpty();
		}
	}

	@Test
	void portThatIsTakenIsReportedBySpringBoot(CapturedOutput output) throws Exception {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			assertThatException().isThrownBy(() -> run("--server.port=" + taken.getLocalPort()).close());
			assertThat(output).contains("APPLICATION FAILED TO START")
				.contains("Port %s was already in use".formatted(taken.getLocalPort()));
		}
	}

	private static int status(Listener listener, String path) throws Exception {
		URI uri = URI.create("http://127.0.0.1:%s%s".formatted(listener.address().getPort(), path));
		try (HttpClient client = HttpClient.newHttpClient()) {
			return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding()).statusCode();
		}
	}

	private static ConfigurableApplicationContext run(String... arguments) {
		SpringApplicationBuilder application = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.REACTIVE)
			.properties("server.address=127.0.0.1", "server.port=0", "spring.reactor.netty.shutdown-quiet-period=0s");
		Thread thread = Thread.currentThread();
		ClassLoader original = thread.getContextClassLoader();
		thread.setContextClassLoader(new FilteredClassLoader(Tomcat.class, Server.class));
		try {
			return application.run(arguments);
		}
		finally {
			thread.setContextClassLoader(original);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
