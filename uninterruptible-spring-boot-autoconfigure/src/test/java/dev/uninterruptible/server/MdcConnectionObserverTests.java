package dev.uninterruptible.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MdcConnectionObserver}.
 */
class MdcConnectionObserverTests {

	private final MdcConnectionObserver observer = new MdcConnectionObserver();

	@Test
	void serverAndClientAreKnownWhileTheConnectionIsServed() throws Exception {
		Connection connection = connection(new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 50000));
		this.observer.accepted(connection);
		assertThat(MDC.get("server")).isEqualTo("admin");
		assertThat(MDC.get("client")).isEqualTo("192.0.2.1:50000");
		this.observer.ended(connection, null);
		assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
	}

	@Test
	void ipv6AddressIsInBrackets() throws Exception {
		Connection connection = connection(new InetSocketAddress(InetAddress.getByName("2001:db8::1"), 50000));
		this.observer.accepted(connection);
		assertThat(MDC.get("client")).isEqualTo("[2001:db8:0:0:0:0:0:1]:50000");
		this.observer.ended(connection, null);
	}

	@Test
	void clientWithoutAnAddressHasNone() {
		Connection connection = connection(UnixDomainSocketAddress.of(""));
		this.observer.accepted(connection);
		assertThat(MDC.get("client")).isNull();
		assertThat(MDC.get("server")).isEqualTo("admin");
		this.observer.ended(connection, new IllegalStateException());
		assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
	}

	private static Connection connection(@Nullable SocketAddress client) {
		return new Connection() {

			@Override
			public String server() {
				return "admin";
			}

			@Override
			public @Nullable SocketAddress clientAddress() {
				return client;
			}

			@Override
			public Duration age() {
				return Duration.ZERO;
			}

		};
	}

}
