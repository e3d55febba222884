package dev.uninterruptible.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import javax.management.MBeanServer;
import javax.management.ObjectName;

import dev.uninterruptible.listener.Listener;
import dev.uninterruptible.listener.ListenerRegistry;
import dev.uninterruptible.restart.ProcessState;
import dev.uninterruptible.restart.RestartCoordinator;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyServletManagementContextAutoConfiguration;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UninterruptibleEndpointAutoConfiguration} and
 * {@link WebHandoffAutoConfiguration} with a real web server.
 */
class UninterruptibleEndpointTests {

	private static final String ENDPOINT = "/actuator/uninterruptible";

	private static final String RESTART = ENDPOINT + "/restart";

	private static final String UNRESTRICTED = "--management.endpoint.uninterruptible.access=unrestricted";

	private static final String FAILING = "--uninterruptible.start-command=exit 3";

	private final HttpClient client = HttpClient.newHttpClient();

	@SuppressWarnings("NullAway.Init")
	private ConfigurableApplicationContext context;

	@AfterEach
	void close() {
		this.context.close();
		this.client.close();
	}

	@Test
	void getShowsTheProcess() throws Exception {
		run();
		HttpResponse<String> response = get("web.main", ENDPOINT);
		assertThat(response.statusCode()).isEqualTo(200);
		Map<String, Object> status = JsonParserFactory.getJsonParser().parseMap(response.body());
		assertThat(status).containsEntry("generation", 1)
			.containsEntry("state", "SERVING")
			.containsKeys("startTime", "listeners");
		assertThat(status.get("pid")).hasToString(Long.toString(ProcessHandle.current().pid()));
		assertThat(status.get("listeners")).asString().contains("web.main").contains(":" + port("web.main"));
		assertThat(status).as("a web server counts by itself").doesNotContainKey("totals");
		assertThat(status.get("activeConnections")).asInstanceOf(InstanceOfAssertFactories.INTEGER)
			.as("the one that asks, which is counted twice for a moment as it arrives")
			.isBetween(1, 2);
	}

	@Test
	void getShowsWhatTheServersHaveCounted() throws Exception {
		run(EchoHandler.class, "--uninterruptible.bind=tcp://127.0.0.1:0");
		Map<String, Object> status = JsonParserFactory.getJsonParser().parseMap(get("web.main", ENDPOINT).body());
		assertThat(status).containsEntry("totals", Map.of("accepted", 0, "rejected", 0, "errors", 0));
	}

	@Test
	void postWithoutBodyAnswersWithTheOutcome() throws Exception {
		run(UNRESTRICTED, FAILING);
		HttpResponse<String> response = post(RESTART).get(10, TimeUnit.SECONDS);
		assertThat(response.statusCode()).isEqualTo(500);
		assertThat(JsonParserFactory.getJsonParser().parseMap(response.body())).containsEntry("outcome", "FAILED")
			.containsEntry("reason", "the successor exited with status 3 before it connected")
			.containsKey("milliseconds");
		Map<String, Object> status = JsonParserFactory.getJsonParser().parseMap(get("web.main", ENDPOINT).body());
		assertThat(status.get("lastRestart")).asString().contains("FAILED").contains("status 3").contains("ENDPOINT");
	}

	@Test
	void postWhileARestartRunsIsAConflict() throws Exception {
		run(UNRESTRICTED, "--uninterruptible.start-command=exec tail -f /dev/null");
		CompletableFuture<HttpResponse<String>> first = post(RESTART);
		RestartCoordinator coordinator = this.context.getBean(RestartCoordinator.class);
		Awaitility.await().until(() -> coordinator.status().state() == ProcessState.LAUNCHING);
		HttpResponse<String> second = post(RESTART).get(10, TimeUnit.SECONDS);
		assertThat(second.statusCode()).isEqualTo(409);
		assertThat(second.body()).contains("a restart is running already");
		coordinator.close(true);
		assertThat(first.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(500);
	}

	/**
	 * A rehearsal has a socket in the temporary directory.
	 */
	@Test
	void contextThatClosesWaitsForTheRehearsal() {
		run();
		this.context.close();
		assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.doesNotContain("uninterruptible-preload");
	}

	@Test
	void postOfAnotherActionIsNotFound() throws Exception {
		run(UNRESTRICTED);
		assertThat(post(ENDPOINT + "/stop").get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(404);
	}

	@Test
	void postIsNotPossibleByDefault() throws Exception {
		run(FAILING);
		assertThat(get("web.main", ENDPOINT).statusCode()).isEqualTo(200);
		assertThat(post(RESTART).get(10, TimeUnit.SECONDS).statusCode()).isBetween(400, 499);
		assertThat(this.context.getBean(RestartCoordinator.class).status().lastRestart()).isNull();
	}

	@Test
	void endpointIsNotThereWithoutAccess() throws Exception {
		run("--management.endpoint.uninterruptible.access=none");
		assertThat(get("web.main", ENDPOINT).statusCode()).isEqualTo(404);
	}

	@Test
	void portOfItsOwnForManagementIsAListenerToo() throws Exception {
		run("--management.server.port=0", "--management.server.address=127.0.0.1");
		assertThat(port("web.management")).isNotEqualTo(port("web.main"));
		assertThat(get("web.management", ENDPOINT).statusCode()).isEqualTo(200);
		assertThat(get("web.main", ENDPOINT).statusCode()).isEqualTo(404);
		assertThat(this.context.getEnvironment().getProperty("local.management.port"))
			.isEqualTo(Integer.toString(port("web.management")));
	}

	@Test
	void webServerTellsTheRealPort() {
		run();
		assertThat(((WebServerApplicationContext) this.context).getWebServer())
			.isInstanceOfSatisfying(TomcatWebServer.class, (server) -> {
				assertThat(server.getPort()).isEqualTo(port("web.main"));
				assertThat(server.getTomcat().getConnector().getProtocolHandlerClassName())
					.startsWith("dev.uninterruptible");
			});
		assertThat(this.context.getEnvironment().getProperty("local.server.port"))
			.isEqualTo(Integer.toString(port("web.main")));
	}

	@Test
	void operationsWorkOverJmx() throws Exception {
		run(UNRESTRICTED, FAILING, "--spring.jmx.enabled=true",
				"--management.endpoints.jmx.exposure.include=uninterruptible");
		MBeanServer server = this.context.getBean(MBeanServer.class);
		ObjectName name = new ObjectName("org.springframework.boot:type=Endpoint,name=Uninterruptible");
		assertThat(server.invoke(name, "status", new Object[0], new String[0])).asString().contains("SERVING");
		assertThat(server.invoke(name, "restart", new Object[0], new String[0])).asString()
			.contains("FAILED")
			.contains("exited with status 3");
	}

	@Test
	void nothingIsLeftWhereItIsSwitchedOff() throws Exception {
		run("--uninterruptible.enabled=false", UNRESTRICTED);
		assertThat(this.context.getBeanNamesForType(ListenerRegistry.class)).isEmpty();
		assertThat(((WebServerApplicationContext) this.context).getWebServer()).isInstanceOfSatisfying(
				TomcatWebServer.class,
				(server) -> assertThat(server.getTomcat().getConnector().getProtocolHandlerClassName())
					.startsWith("org.apache.coyote"));
	}

	private void run(String... arguments) {
		run(Application.class, arguments);
	}

	private void run(Class<?> configuration, String... arguments) {
		this.context = new SpringApplicationBuilder(Application.class, configuration).web(WebApplicationType.SERVLET)
			.properties("server.port=0", "server.address=127.0.0.1",
					"management.endpoints.web.exposure.include=uninterruptible")
			.run(arguments);
	}

	private HttpResponse<String> get(String listener, String path) throws Exception {
		return this.client.send(HttpRequest.newBuilder(uri(listener, path)).build(), BodyHandlers.ofString());
	}

	private CompletableFuture<HttpResponse<String>> post(String path) {
		HttpRequest request = HttpRequest.newBuilder(uri("web.main", path))
			.POST(HttpRequest.BodyPublishers.noBody())
			.build();
		return this.client.sendAsync(request, BodyHandlers.ofString());
	}

	private URI uri(String listener, String path) {
		return URI.create("http://127.0.0.1:%s%s".formatted(port(listener), path));
	}

	private int port(String name) {
		return this.context.getBean(ListenerRegistry.class)
			.listeners()
			.stream()
			.filter((listener) -> listener.name().equals(name))
			.map(Listener::address)
			.findFirst()
			.orElseThrow()
			.getPort();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = { JettyServletWebServerAutoConfiguration.class,
			JettyServletManagementContextAutoConfiguration.class })
	static class Application {

	}

}
