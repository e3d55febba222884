package dev.uninterruptible.autoconfigure;

import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every property is documented in the metadata that an editor reads.
 */
class ConfigurationMetadataTests {

	private final SortedMap<String, Map<String, Object>> properties;

	ConfigurationMetadataTests() throws IOException {
		this.properties = ConfigurationMetadata.properties();
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

}
