package dev.uninterruptible.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

import org.springframework.boot.json.JsonParserFactory;

/**
 * The metadata of the properties, which an editor reads.
 */
final class ConfigurationMetadata {

	private ConfigurationMetadata() {
	}

	/**
	 * Return what it says of each property, by name.
	 */
	@SuppressWarnings("unchecked")
	static SortedMap<String, Map<String, Object>> properties() throws IOException {
		try (InputStream stream = UninterruptibleProperties.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			String json = new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
			List<Map<String, Object>> all = (List<Map<String, Object>>) Objects
				.requireNonNull(JsonParserFactory.getJsonParser().parseMap(json).get("properties"));
			SortedMap<String, Map<String, Object>> properties = new TreeMap<>();
			all.forEach((property) -> properties.put(String.valueOf(property.get("name")), property));
			return properties;
		}
	}

}
