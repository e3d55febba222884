package dev.uninterruptible.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.json.JsonParserFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every property is documented in the metadata that an editor reads.
 */
class ConfigurationMetadataTests {

	private final Map<String, Map<String, Object>> properties = read();

	@ParameterizedTest
	@ValueSource(strings = { "enabled", "bind", "bind-port", "bind-address", "backlog", "handler", "allowed-networks",
			"max-connections", "idle-timeout", "max-connection-age", "ssl.bundle", "ssl.client-auth",
			"ssl.handshake-timeout", "servers", "unix.permissions", "start-command", "working-directory",
			"pidfile-path", "log-path", "log-level", "drain-timeout", "restart.enabled", "restart.ready-timeout",
			"restart.standby", "restart.max-draining", "handoff.path", "web.enabled", "web.drain-idle-timeout" })
	void propertyIsDocumented(String name) {
		assertThat(this.properties).containsKey("uninterruptible." + name);
	}

	@Test
	void everyPropertyHasADescriptionOfWholeSentences() {
		assertThat(this.properties).isNotEmpty()
			.allSatisfy((name,
					property) -> assertThat(property.get("description")).as(name).asString().matches("[A-Z].*\\."));
	}

	@ParameterizedTest
	@CsvSource({ "enabled, true", "bind-address, ::", "backlog, 1024", "unix.permissions, 0660", "log-level, info",
			"restart.enabled, true", "restart.ready-timeout, 60s", "restart.standby, 5s", "restart.max-draining, 3",
			"web.enabled, true" })
	void defaultIsDocumented(String name, String value) {
		assertThat(this.properties.getOrDefault("uninterruptible." + name, Map.of()).get("defaultValue"))
			.hasToString(value);
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Map<String, Object>> read() {
		try (InputStream stream = UninterruptibleProperties.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			String json = new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
			List<Map<String, Object>> all = (List<Map<String, Object>>) JsonParserFactory.getJsonParser()
				.parseMap(json)
				.get("properties");
			return Objects.requireNonNull(all)
				.stream()
				.collect(Collectors.toMap((property) -> String.valueOf(property.get("name")), (property) -> property));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
