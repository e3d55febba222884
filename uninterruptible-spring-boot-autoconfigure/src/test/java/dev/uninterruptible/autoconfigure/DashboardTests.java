package dev.uninterruptible.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.uninterruptible.RequestHandler;
import dev.uninterruptible.test.AutoConfigureSocketServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every metric and every label that {@code docs/grafana-dashboard.json} asks for is one
 * that an application exposes to Prometheus.
 */
@SpringBootTest(classes = DashboardTests.Servers.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoints.web.exposure.include=prometheus", "uninterruptible.bind-port=1",
				"uninterruptible.handler=idle", "uninterruptible.servers.failing.bind-port=1",
				"management.metrics.distribution.percentiles-histogram.uninterruptible.connections.duration=true" })
@AutoConfigureSocketServer
class DashboardTests {

	private static final Path DASHBOARD = Path.of("../docs/grafana-dashboard.json");

	private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z_]+)(?:\\{(.*)})? \\S+$");

	private static final Pattern EXPOSED_LABEL = Pattern.compile("([a-z_]+)=\"");

	private static final Pattern SELECTOR = Pattern.compile("([a-z_]+)\\{([^}]*)}");

	private static final Pattern LABEL = Pattern.compile("([a-z_]+)\\s*=~?");

	private static final Pattern GROUPING = Pattern.compile("by \\(([^)]*)\\)");

	private static final Pattern LEGEND = Pattern.compile("\\{\\{([a-z_]+)}}");

	private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance", "le");

	private static final int TIMEOUT = 10_000;

	@Value("${local.socket-server.failing.port}")
	private int failing;

	@LocalManagementPort
	private int management;

	@Test
	void everyQueryFindsWhatIsExposed() throws IOException {
		fail();
		Map<String, Set<String>> exposed = exposed();
		List<JsonNode> targets = dashboard().findParents("expr");
		assertThat(targets).hasSizeGreaterThan(10).allSatisfy((target) -> check(target, exposed));
	}

	private static void check(JsonNode target, Map<String, Set<String>> exposed) {
		String query = target.get("expr").stringValue();
		Set<String> labels = new HashSet<>();
		List<MatchResult> selectors = SELECTOR.matcher(query).results().toList();
		assertThat(selectors).as(query).isNotEmpty();
		for (MatchResult selector : selectors) {
			Set<String> has = exposed.getOrDefault(selector.group(1), Set.of());
			assertThat(exposed).as(query).containsKey(selector.group(1));
			assertThat(all(LABEL, selector.group(2))).as(query).isSubsetOf(with(has));
			labels.addAll(has);
		}
		assertThat(SELECTOR.matcher(query).replaceAll("")).as("a metric without a selector")
			.doesNotContain("uninterruptible");
		all(GROUPING, query).forEach((grouping) -> assertThat(grouping.split(", ")).as(query).isSubsetOf(with(labels)));
		assertThat(all(LEGEND, target.path("legendFormat").asString(""))).as(query).isSubsetOf(with(labels));
	}

	@Test
	void everyVariableFindsWhatIsExposed() throws IOException {
		Map<String, Set<String>> exposed = exposed();
		List<String> queries = dashboard().path("templating").findValuesAsString("query");
		Set<String> metrics = queries.stream()
			.flatMap((query) -> all(Pattern.compile("label_values\\(([a-z_]+)"), query).stream())
			.collect(Collectors.toSet());
		assertThat(metrics).isNotEmpty().isSubsetOf(exposed.keySet());
	}

	@Test
	void everyMetricIsOnTheDashboard() throws IOException {
		fail();
		Set<String> asked = new TreeSet<>();
		for (JsonNode target : dashboard().findParents("expr")) {
			asked.addAll(all(SELECTOR, target.get("expr").stringValue()));
		}
		Set<String> exposed = new TreeSet<>(exposed().keySet());
		exposed.removeIf((name) -> !name.startsWith("uninterruptible_"));
		exposed.removeAll(Set.of("uninterruptible_restart_duration_seconds_count"));
		assertThat(asked).containsExactlyElementsOf(exposed);
	}

	/**
	 * Have a handler fail, and wait until that is measured.
	 */
	private void fail() throws IOException {
		try (Socket client = new Socket(InetAddress.getLoopbackAddress(), this.failing)) {
			client.setSoTimeout(TIMEOUT);
			assertThat(client.getInputStream().read()).isEqualTo(-1);
		}
		Awaitility.await().until(() -> exposed().containsKey("uninterruptible_connections_errors_total"));
	}

	/**
	 * Return the metrics by name with their labels, as Prometheus gets them.
	 */
	private Map<String, Set<String>> exposed() {
		String text = RestClient.create("http://127.0.0.1:" + this.management)
			.get()
			.uri("/actuator/prometheus")
			.retrieve()
			.body(String.class);
		assertThat(text).isNotNull();
		Map<String, Set<String>> exposed = new TreeMap<>();
		Matcher samples = SAMPLE.matcher(text);
		while (samples.find()) {
			Set<String> labels = exposed.computeIfAbsent(samples.group(1), (name) -> new TreeSet<>());
			if (samples.group(2) != null) {
				labels.addAll(all(EXPOSED_LABEL, samples.group(2)));
			}
		}
		return exposed;
	}

	private static Set<String> all(Pattern pattern, String text) {
		return pattern.matcher(text).results().map((match) -> match.group(1)).collect(Collectors.toSet());
	}

	private static Set<String> with(Set<String> labels) {
		Set<String> all = new HashSet<>(labels);
		all.addAll(OF_PROMETHEUS);
		return all;
	}

	private static JsonNode dashboard() throws IOException {
		return JsonMapper.shared().readTree(Files.readString(DASHBOARD));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Servers {

		@Bean
		RequestHandler idle() {
			return (client) -> {
			};
		}

		@Bean
		RequestHandler failing() {
			return (client) -> {
				throw new IllegalStateException("broken");
			};
		}

	}

}
