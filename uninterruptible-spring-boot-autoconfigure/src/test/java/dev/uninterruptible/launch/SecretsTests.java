package dev.uninterruptible.launch;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/**
 * Tests for {@link Secrets}.
 */
class SecretsTests {

	@ParameterizedTest
	@ValueSource(strings = { "-Dspring.datasource.password=hunter2", "--api.token=hunter2", "--MY_SECRET=hunter2",
			"--db.pass=hunter2", "-Djavax.net.ssl.keyStorePassword=hunter2", "--aws.access-key=hunter2",
			"--stripe.apiKey=hunter2", "--spring.cloud.vault.token:hunter2", "PGPASSWORD=hunter2",
			"--spring.datasource.url=jdbc:mysql://localhost/db?user=a&password=hunter2",
			"--spring.data.redis.url=redis://user:hunter2@localhost:6379",
			"-Dspring.application.json={\"spring\":{\"datasource\":{\"password\":\"hunter2\"}}}",
			"--credentials=hunter2", "-javaagent:agent.jar=server=x,token=hunter2" })
	void passwordIsMasked(String word) {
		assertThat(String.join(" ", Secrets.mask(List.of("java", word, "-jar", "app.jar")))).doesNotContain("hunter2")
			.startsWith("java ")
			.endsWith(" -jar app.jar");
		assertThat(Secrets.mask("java " + word + " -jar app.jar")).doesNotContain("hunter2").startsWith("java ");
	}

	@Test
	void wordAfterAnOptionThatIsNamedSoIsMasked() {
		assertThat(Secrets.mask(List.of("app", "--password", "hunter2", "--verbose"))).containsExactly("app",
				"--password", "******", "--verbose");
		assertThat(Secrets.mask("app --password hunter2 --token 'hunter 2' --verbose"))
			.isEqualTo("app --password ****** --token ****** --verbose");
	}

	@Test
	void allElseStays() {
		List<String> command = List.of("/opt/java", "-Xmx1g", "-cp", "a.jar:b.jar", "--server.port=8080",
				"--url=http://localhost:80/a@b", "-Dkey=value");
		assertThat(Secrets.mask(command)).isEqualTo(command);
		assertThat(Secrets.mask(String.join(" ", command))).isEqualTo(String.join(" ", command));
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "pass", "key-", "accountKey", "-", "--pass ", "=", "a=", "pass='", "--pass=\" '",
			"://a:" })
	void longTextIsMaskedInTimeThatGrowsWithItsLength(String part) {
		String text = part.repeat(1_000_000 / part.length());
		assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
			for (String command : List.of(text, text + "=")) {
				assertThat(Secrets.mask(command + " --password=hunter2")).doesNotContain("hunter2");
				assertThat(Secrets.mask(List.of(command, "--password=hunter2"))).doesNotContain("--password=hunter2");
			}
		});
	}

}
