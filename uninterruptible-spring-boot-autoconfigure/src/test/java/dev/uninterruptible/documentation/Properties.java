package dev.uninterruptible.documentation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.springframework.boot.json.JsonParserFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The properties that an example sets, and those that there are: ours and Spring Boot's.
 */
final class Properties {

	private static final String METADATA = "META-INF/spring-configuration-metadata.json";

	private static final Set<String> KNOWN = known();

	private Properties() {
	}

	/**
	 * Return the names of all properties in a document.
	 * @param document what the parser has read
	 */
	static Set<String> in(Object document) {
		Set<String> names = new TreeSet<>();
		collect("", document, names);
		return names;
	}

	private static void collect(String prefix, Object value, Set<String> names) {
		if (value instanceof Map<?, ?> map) {
			map.forEach((key, below) -> collect(prefix.isEmpty() ? "" + key : prefix + "." + key, below, names));
		}
		else {
			names.add(prefix);
		}
	}

	/**
	 * Names that the user chooses are left out.
	 */
	static void assertKnown(String name) {
		String generic = name.replaceFirst("^uninterruptible\\.servers\\.[a-z]+\\.", "uninterruptible.")
			.replaceFirst("^spring\\.ssl\\.bundle\\.(pem|jks)\\..*", "spring.ssl.bundle.$1");
		assertThat(KNOWN).contains(generic);
	}

	private static Set<String> known() {
		Set<String> known = new HashSet<>();
		try {
			for (URL url : Collections.list(Properties.class.getClassLoader().getResources(METADATA))) {
				try (InputStream in = url.openStream()) {
					String metadata = new String(in.readAllBytes(), StandardCharsets.UTF_8);
					if (JsonParserFactory.getJsonParser().parseMap(metadata).get("properties") instanceof List<?> all) {
						all.forEach((property) -> known.add(String.valueOf(((Map<?, ?>) property).get("name"))));
					}
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return known;
	}

}
