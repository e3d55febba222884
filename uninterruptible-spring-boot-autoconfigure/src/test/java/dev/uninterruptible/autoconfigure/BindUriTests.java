package dev.uninterruptible.autoconfigure;

import java.util.Set;

import dev.uninterruptible.listener.BindAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link BindUri}.
 */
class BindUriTests {

	@ParameterizedTest
	@CsvSource({ "tcp://127.0.0.1:6789, 127.0.0.1", "tcp://[::1]:6789, ::1", "tcp://[::ffff:127.0.0.1]:6789, 127.0.0.1",
			"tcp://[::]:6789, ::", "tcp://*:6789, ::", "tcp://0.0.0.0:6789, 0.0.0.0", "tcp://localhost:6789, localhost",
			"tcp://[fe80::1]:6789, fe80::1" })
	void addressIsRead(String uri, String host) throws Exception {
		assertThat(BindUri.parse(uri, Set.of())).isEqualTo(BindAddress.Tcp.of(host, 6789));
	}

	@ParameterizedTest
	@ValueSource(strings = { "tcp://127.0.0.1", "127.0.0.1:6789", "6789", "", "tcp://:6789", "tcp://::1:6789",
			"tcp://[::1]", "tcp://127.0.0.1:", "tcp://127.0.0.1:-1", "tcp://127.0.0.1:6789/", "tcp://127.0.0.1:http",
			"udp://127.0.0.1:6789", "tcp:127.0.0.1:6789", "tcp://user@:6789:1", "unix:/run/x.sock", "unix://run/x.sock",
			"/run/x.sock", "unix:run/x.sock", "tcp://127.0.0.1:678900" })
	void whatIsNoAddressIsRejected(String uri) {
		assertThatIllegalArgumentException().isThrownBy(() -> BindUri.parse(uri, Set.of()))
			.withMessageStartingWith("An address is 'tcp://host:port'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "tcp://no.such.host.invalid:6789", "tcp://[127.0.0.1]:6789", "tcp://[*]:6789",
			"tcp://1.2.3.4.5:6789", "tcp://[]:6789" })
	void hostThatDoesNotResolveIsRejected(String uri) {
		assertThatIllegalArgumentException().isThrownBy(() -> BindUri.parse(uri, Set.of()))
			.withMessage("The address does not resolve.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "tcp://127.0.0.1:65536", "tcp://127.0.0.1:99999" })
	void portOutOfRangeIsRejected(String uri) {
		assertThatIllegalArgumentException().isThrownBy(() -> BindUri.parse(uri, Set.of()))
			.withMessage("A port is a number from 0 (any free port) to 65535.");
	}

}
