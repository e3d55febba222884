package dev.uninterruptible.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link AllowedNetworks}.
 */
class AllowedNetworksTests {

	@ParameterizedTest
	@CsvSource({ "10.0.0.0/8, 10.255.255.255", "10.1.2.3/8, 10.9.9.9", "127.0.0.1/8, 127.1.2.3",
			"192.168.4.0/22, 192.168.7.255", "192.168.4.128/25, 192.168.4.128", "1.2.3.4, 1.2.3.4",
			"1.2.3.4/32, 1.2.3.4", "1.2.3.4/31, 1.2.3.5", "0.0.0.0/0, 255.255.255.255", "0.0.0.0/1, 127.255.255.255",
			"::/0, 2001:db8::1", "::1, ::1", "::1/128, ::1", "2001:db8::/32, 2001:db8:ffff::1",
			"2001:DB8::5/127, 2001:db8::4", "fe80::/10, febf::1", "2001:db8::/33, 2001:db8:7fff::1",
			"::ffff:1.2.3.4, 1.2.3.4", "::ffff:1.2.3.4/128, 1.2.3.4", "::ffff:1.2.3.4/104, 1.9.9.9",
			"::ffff:0:0/96, 9.9.9.9", "::ffff:0102:0304, 1.2.3.4", "::ffff:1.2.3.4/64, ::1",
			"' 10.0.0.0/8 ', 10.0.0.1" })
	void addressIsInItsNetwork(String network, String address) throws UnknownHostException {
		assertThat(allow(network, address)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "10.0.0.0/8, 11.0.0.0", "127.0.0.1/8, 128.0.0.1", "192.168.4.0/22, 192.168.8.0",
			"192.168.4.128/25, 192.168.4.127", "1.2.3.4, 1.2.3.5", "1.2.3.4/31, 1.2.3.6", "0.0.0.0/1, 128.0.0.0",
			"0.0.0.0/0, ::1", "::/0, 1.2.3.4", "::1, ::2", "2001:db8::/32, 2001:db9::",
			"2001:db8::/33, 2001:db8:8000::", "fe80::/10, fec0::1", "::ffff:1.2.3.4/104, 2.2.3.4",
			"::ffff:1.2.3.4/64, 1.2.3.4" })
	void addressIsInNoOtherNetwork(String network, String address) throws UnknownHostException {
		assertThat(allow(network, address)).isFalse();
	}

	@Test
	void mappedAddressOfAClientIsInTheNetworkOfWhatItStandsFor() throws UnknownHostException {
		byte[] mapped = Arrays.copyOf(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 1, 2, 3 }, 16);
		assertThat(Network.of("10.0.0.0/8").contains(mapped)).isTrue();
		assertThat(Network.of("11.0.0.0/8").contains(mapped)).isFalse();
		assertThat(Network.of("::/0").contains(mapped)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0.0/999",
			"::/129", "256.0.0.1", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1.2.3.4/x", "1::2::3", ":::", "localhost",
			"localhost/8", "example.org", "fe80::1%lo", "[::1]", "dead.beef", "cafe", "::ffff:1.2.3.4/129",
			"10.0.0.0 - 10.0.0.5", "10.*", "1.2.3.4,5.6.7.8" })
	void whatIsNoNetworkIsRefused(String garbage) {
		assertThatIllegalArgumentException().isThrownBy(() -> AllowedNetworks.of(List.of(garbage)));
	}

	@Test
	void clientInOneOfSeveralNetworksMayComeIn() throws UnknownHostException {
		AllowedNetworks networks = AllowedNetworks.of(List.of("10.0.0.0/8", "::1"));
		assertThat(networks.contain(client("10.1.1.1"))).isTrue();
		assertThat(networks.contain(client("::1"))).isTrue();
		assertThat(networks.contain(client("127.0.0.1"))).isFalse();
	}

	@Test
	void clientWithoutAnAddressOfTheInternetIsInNoNetwork() {
		AllowedNetworks networks = AllowedNetworks.of(List.of("0.0.0.0/0", "::/0"));
		assertThat(networks.contain(null)).isFalse();
		assertThat(networks.contain(UnixDomainSocketAddress.of("/tmp/s"))).isFalse();
	}

	@Test
	void withoutNetworksEverybodyMayComeIn() {
		assertThat(AllowedNetworks.of(List.of()).areAll()).isTrue();
	}

	private static boolean allow(String network, String address) throws UnknownHostException {
		return AllowedNetworks.of(List.of(network)).contain(client(address));
	}

	private static InetSocketAddress client(String address) throws UnknownHostException {
		return new InetSocketAddress(InetAddress.getByName(address), 12345);
	}

}
