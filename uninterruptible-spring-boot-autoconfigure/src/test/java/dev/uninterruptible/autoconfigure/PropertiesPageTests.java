package dev.uninterruptible.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page of all properties is made from their metadata. With
 * {@code -Dproperties.page=write}, it is made anew.
 */
class PropertiesPageTests {

	private static final Path PAGE = Path.of("..", "docs", "properties.md");

	private static final String HEAD = """
			# Properties

			Which properties are there, and what are their defaults?

			The build makes this page from the metadata by which an IDE completes and explains the properties. A wrong value stops
			the start with a failure report that says what is wrong, where it was set, and what to do.

			Durations are written as everywhere in Spring Boot: `30s`, `5m`, `PT1H`. None may be longer than 365 days,
			`idle-timeout` not longer than 24 days, and `ssl.handshake-timeout` not longer than a day.
			""";

	private static final String[][] SECTIONS = { { "Servers", "bind.*|backlog|handler|servers|unix\\..*" },
			{ "Clients of a server", "allowed-networks|max-connection.*|idle-timeout|ssl\\..*" },
			{ "Restarts",
					"enabled|compatibility-verifier.*|restart\\..*|start-command|working-directory|pidfile-path" },
			{ "Takeover by a process that you start yourself", "handoff\\..*" },
			{ "The end of a process", "(drain|exit)-timeout" }, { "Web servers", "web\\..*" }, { "Logging", "log-.*" },
			{ "Actuator", "management\\..*" } };

	private final SortedMap<String, Map<String, Object>> properties;

	PropertiesPageTests() throws IOException {
		this.properties = ConfigurationMetadata.properties();
	}

	@Test
	void pageSaysWhatTheMetadataSays() throws IOException {
		StringBuilder page = new StringBuilder(HEAD);
		for (String[] section : SECTIONS) {
			page.append("\n## %s\n\n| property | meaning | default |\n|---|---|---|\n".formatted(section[0]));
			this.properties.forEach((name, property) -> {
				if (name.replaceFirst("^uninterruptible\\.", "").matches(section[1])) {
					page.append(row(name, property));
				}
			});
		}
		if ("write".equals(System.getProperty("properties.page"))) {
			Files.writeString(PAGE, page);
		}
		assertThat(PAGE).hasContent(page.toString());
		assertThat(this.properties.keySet())
			.allSatisfy((name) -> assertThat(page).containsOnlyOnce("| `%s` |".formatted(name)));
	}

	private static String row(String name, Map<String, Object> property) {
		Object value = property.get("defaultValue");
		return "| `%s` | %s | %s |\n".formatted(name, property.get("description"),
				(value != null) ? "`" + value + "`" : "");
	}

}
