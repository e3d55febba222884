package dev.uninterruptible.listener;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for {@link BindAddress}.
 */
class BindAddressTests {

	@ParameterizedTest
	@ValueSource(ints = { -1, 65536, 70000 })
	void portOutOfRangeIsRefused(int port) {
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> BindAddress.Tcp.of("127.0.0.1", port))
			.withMessageContaining(Integer.toString(port));
	}

	@Test
	void hostThatDoesNotResolveIsRefused() {
		assertThatExceptionOfType(UnknownHostException.class).isThrownBy(() -> BindAddress.Tcp.of("1.2.3.4.5", 0));
	}

	@Test
	void noHostMeansAllAddresses() throws IOException {
		BindAddress.Tcp address = BindAddress.Tcp.of(null, 0);
		assertThat(address.address().isAnyLocalAddress()).isTrue();
		assertThat(address.family())
			.isEqualTo(Ipv6.AVAILABLE ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
	}

	@ParameterizedTest
	@CsvSource({ "127.0.0.1, 0, true", "127.0.0.1, 80, true", "127.0.0.1, 81, false", "127.0.0.2, 80, false",
			"127.0.0.2, 0, false", "0.0.0.0, 80, false", "::, 80, false" })
	void isSatisfiedByTheSameAddressAndPort(String host, int port, boolean satisfied) throws IOException {
		InetSocketAddress bound = new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);
		assertThat(BindAddress.Tcp.of(host, port).isSatisfiedBy(bound)).isEqualTo(satisfied);
	}

	@ParameterizedTest
	@CsvSource({ "127.0.0.1, 127.0.0.1:80", "0.0.0.0, 0.0.0.0:80", "::, [::]:80", "::1, [0:0:0:0:0:0:0:1]:80" })
	void textIsTheLiteralAddressAndPort(String host, String text) throws IOException {
		assumeThat(Ipv6.AVAILABLE || !host.contains(":")).isTrue();
		assertThat(BindAddress.Tcp.of(host, 80)).hasToString(text);
	}

}
