package dev.uninterruptible.autoconfigure;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UnprotectedEndpoint}.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnprotectedEndpointTests {

	private static final String WARNING = "Everybody who can connect to the management port may restart this server";

	@ParameterizedTest
	@ValueSource(strings = { "", "server.address=0.0.0.0", "management.server.port=9000 server.address=127.0.0.1",
			"management.server.address=192.0.2.1 server.address=127.0.0.1", "server.address=no.such.host.invalid" })
	void unrestrictedAccessFromElsewhereIsToldOnce(String properties, CapturedOutput output) {
		start(Access.UNRESTRICTED, properties);
		assertThat(output).containsOnlyOnce(WARNING);
	}

	@ParameterizedTest
	@ValueSource(strings = { "server.address=127.0.0.1", "server.address=::1", "server.address=localhost",
			"management.server.address=127.0.0.1 server.address=0.0.0.0" })
	void accessFromThisMachineAloneIsNot(String properties, CapturedOutput output) {
		start(Access.UNRESTRICTED, properties);
		assertThat(output).doesNotContain(WARNING);
	}

	@ParameterizedTest
	@ValueSource(strings = { "READ_ONLY", "NONE" })
	void accessThatCannotRestartIsNot(Access access, CapturedOutput output) {
		start(access, "");
		assertThat(output).doesNotContain(WARNING);
	}

	private static void start(Access access, String properties) {
		MockEnvironment environment = new MockEnvironment();
		for (String property : properties.isEmpty() ? new String[0] : properties.split(" ", -1)) {
			String[] pair = property.split("=", 2);
			environment.setProperty(pair[0], pair[1]);
		}
		new UnprotectedEndpoint((endpoint, defaultAccess) -> access, environment)
			.onApplicationEvent(Mockito.mock(ApplicationReadyEvent.class));
	}

}
