package dev.uninterruptible.posix;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for {@link SocketName}.
 */
class SocketNameTests {

	@ParameterizedTest
	@CsvSource({ "INET, 127.0.0.1", "INET, 0.0.0.0", "INET6, ::1", "INET6, ::", "INET6, ::ffff:127.0.0.1" })
	void ofTellsFamilyAddressAndPort(StandardProtocolFamily family, String host) throws IOException {
		assumeThat(family == StandardProtocolFamily.INET || hasIpv6()).isTrue();
		InetAddress address = InetAddress.getByName(host);
		try (LoopbackServer server = LoopbackServer.open(family, address)) {
			SocketName name = SocketName.of(server.descriptor().number());
			assertThat(name).isEqualTo(new SocketName(family, server.address()));
		}
	}

	@Test
	void ofWhatIsNotOpenIsNull() {
		assertThat(SocketName.of(Integer.MAX_VALUE)).isNull();
	}

	private static boolean hasIpv6() throws IOException {
		return NetworkInterface.networkInterfaces()
			.flatMap(NetworkInterface::inetAddresses)
			.anyMatch(Inet6Address.class::isInstance);
	}

}
