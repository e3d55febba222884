package dev.uninterruptible.autoconfigure;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.MutuallyExclusiveConfigurationPropertiesException;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ValidatedAddress}: a source of properties overrides those below it.
 */
class ValidatedAddressTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			bind=tcp://127.0.0.1:1                       | bind-port=2                            | 127.0.0.1:1
			bind=tcp://127.0.0.1:1                       | bind-port=2, bind-address=127.0.0.2    | 127.0.0.1:1
			bind-port=2                                  | bind=tcp://127.0.0.1:1                 | 127.0.0.1:2
			bind-address=127.0.0.2                       | bind=tcp://127.0.0.1:1                 | 127.0.0.2:1
			bind-port=2, bind-address=127.0.0.2          | bind=tcp://127.0.0.1:1                 | 127.0.0.2:2
			bind-port=2, bind-address=127.0.0.2          | bind=unix:///tmp/never.sock            | 127.0.0.2:2
			bind=tcp://127.0.0.1:1                       | bind=tcp://127.0.0.2:2                 | 127.0.0.1:1
			bind=                                        | bind=tcp://127.0.0.1:1, PORT=3         | [::]:3
			bind=, bind-port=2, bind-address=127.0.0.2   | bind=tcp://127.0.0.1:1                 | 127.0.0.2:2
			bind-port=                                   | bind=tcp://127.0.0.1:1                 | 127.0.0.1:1
			bind=tcp://127.0.0.1:1, bind-port=           | bind-port=2                            | 127.0.0.1:1
			bind-address=, bind-port=2                   | bind-address=127.0.0.2                 | [::]:2
			""")
	void sourceOverridesThoseBelowIt(String above, String below, String address) {
		assertThat(address(above, below).get()).hasToString(address);
	}

	@Test
	void pathOverridesAPort() {
		assertThat(address("bind=unix:///tmp/never.sock", "bind-port=2").get()).hasToString("unix:/tmp/never.sock");
	}

	@ParameterizedTest
	@ValueSource(strings = { "bind-port=2", "bind-address=127.0.0.2" })
	void sourceWithBothFormsIsRefused(String other) {
		assertThatExceptionOfType(MutuallyExclusiveConfigurationPropertiesException.class)
			.isThrownBy(address("bind=tcp://127.0.0.1:1, " + other)::get);
		assertThatExceptionOfType(MutuallyExclusiveConfigurationPropertiesException.class)
			.isThrownBy(address("enabled=true", "bind=tcp://127.0.0.1:1, " + other)::get);
	}

	@Test
	void addressOfAServerWithAnyNameIsOverridden() {
		ServerProperties properties = new ServerProperties();
		properties.setBind("tcp://127.0.0.1:1");
		properties.setBindPort(2);
		StandardEnvironment environment = environment("servers.Front-2.bind-port=2",
				"servers.Front-2.bind=tcp://127.0.0.1:1");
		assertThat(
				new ValidatedAddress("Front-2", "uninterruptible.servers.Front-2.", properties, Set.of(), environment)
					.get())
			.hasToString("127.0.0.1:2");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			bind=tcp://127.0.0.1:1 | bind-port=2            | 'uninterruptible.bind'
			bind-port=2            | bind=tcp://127.0.0.1:1 | 'uninterruptible.bind-port'
			""")
	void whatIsWrongIsThePropertyThatCounts(String above, String below, String property) {
		assertThat(address(above, below).invalid("It is taken.")).hasMessageContaining(property);
	}

	@ParameterizedTest
	@ValueSource(strings = { "bind", "bind-address", "bind-port", "handler", "max-connections", "idle-timeout",
			"max-connection-age", "ssl.bundle", "start-command", "working-directory", "pidfile-path", "log-path",
			"drain-timeout", "exit-timeout", "unix.permissions", "restart.ready-timeout", "restart.standby",
			"restart.environment-file", "handoff.path", "handoff.application", "web.drain-idle-timeout",
			"allowed-networks" })
	void blankValueTakesAnyOtherBack(String key) {
		assertThat(bound(environment(key + "=", key + "=" + valueFor(key)))).usingRecursiveComparison()
			.isEqualTo(new UninterruptibleProperties());
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(bound(environment(key + "=" + valueFor(key)))).usingRecursiveComparison()
				.isEqualTo(new UninterruptibleProperties()));
	}

	private static String valueFor(String key) {
		return switch (key) {
			case "bind-port", "max-connections" -> "7";
			case "allowed-networks" -> "127.0.0.1";
			default -> (key.endsWith("timeout") || key.endsWith("age") || key.endsWith("standby")) ? "77s" : "/tmp/x";
		};
	}

	private static ValidatedAddress address(String... sources) {
		StandardEnvironment environment = environment(sources);
		return new ValidatedAddress(ValidatedServer.DEFAULT, "uninterruptible.", bound(environment), Set.of(),
				environment);
	}

	private static UninterruptibleProperties bound(StandardEnvironment environment) {
		return Binder.get(environment).bindOrCreate("uninterruptible", UninterruptibleProperties.class);
	}

	private static StandardEnvironment environment(String... sources) {
		StandardEnvironment environment = new StandardEnvironment();
		for (String source : sources) {
			Map<String, Object> properties = new LinkedHashMap<>();
			Arrays.stream(source.split(", ", -1)).map((pair) -> pair.split("=", 2)).forEach((pair) -> {
				String key = pair[0].strip();
				properties.put(key.equals("PORT") ? key : "uninterruptible." + key, pair[1].strip());
			});
			environment.getPropertySources().addLast(new MapPropertySource(source, properties));
		}
		ConfigurationPropertySources.attach(environment);
		return environment;
	}

}
