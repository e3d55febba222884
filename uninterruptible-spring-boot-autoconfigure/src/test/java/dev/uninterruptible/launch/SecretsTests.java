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
			"--encrypt.key=hunter2", "--app.account-key=hunter2", "--accountKey=hunter2", "ENCRYPT_KEY=hunter2",
			"--key=hunter2", "--jwt.signing-keys=hunter2", "--jwt.keys[0]=hunter2",
			"--signingKeys[12].value.key=hunter2", "--myAPIKey=hunter2", "--clients[my-key]=hunter2",
			"{\"encrypt\":{\"key\":\"hunter2\"}}", "--url=http://a/?key=hunter2",
			"--server.ssl.key-store-password=hunter2", "--credentials=hunter2",
			"-javaagent:agent.jar=server=x,token=hunter2" })
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
		assertThat(Secrets.mask(List.of("app", "--encrypt.key", "hunter2", "--key-store", "a.p12")))
			.containsExactly("app", "--encrypt.key", "******", "--key-store", "a.p12");
		assertThat(Secrets.mask("app --accountKey hunter2 --key-store a.p12"))
			.isEqualTo("app --accountKey ****** --key-store a.p12");
	}

	@Test
	void allElseStays() {
		List<String> command = List.of("/opt/java", "-Xmx1g", "-cp", "a.jar:b.jar", "--server.port=8080",
				"--url=http://localhost:80/a@b", "-Dkey=value", "--server.ssl.key-store=a.p12",
				"--server.ssl.key-store-type=PKCS12", "--server.ssl.key-alias=a", "--keyword=a", "--monkey=a",
				"--app.monkey=a", "MONKEY=a", "--app.hockey=a", "--keystore=a", "--keyStore=a", "--app.keyword", "a");
		assertThat(Secrets.mask(command)).isEqualTo(command);
		assertThat(Secrets.mask(String.join(" ", command))).isEqualTo(String.join(" ", command));
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "pass", "key-", "accountKey", "-", "--pass ", "=", "a=", "pass='", "--pass=\" '",
			"://a:" })
	void longTextIsMaskedInTimeThatGrowsWithItsLength(String part) {
		String text = part.repeat(300_000 / part.length());
		assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
			assertThat(Secrets.mask(text + " --password=hunter2")).doesNotContain("hunter2");
			assertThat(Secrets.mask(List.of(text + "=", "--password=hunter2"))).doesNotContain("--password=hunter2");
		});
	}

}
