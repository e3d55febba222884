package dev.uninterruptible.web.netty;

import java.net.ServerSocket;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.util.List;
import java.util.Locale;

import dev.uninterruptible.listener.InheritedSocket;
import dev.uninterruptible.listener.Listener;
import dev.uninterruptible.listener.ListenerRegistry;
import dev.uninterruptible.posix.PassedDescriptors;
import io.netty.channel.ChannelOption;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.web.server.PortInUseException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Reactor Netty on a {@link Listener}.
 */
class ListenerBindingTests {

	private static final int NOT_ANSWERED = 200;

	@ParameterizedTest
	@EnumSource(Transport.class)
	void serverListensOnTheListener(Transport transport) throws Exception {
		try (RunningServer server = new RunningServer(transport, RunningServer.NO_IDLE_TIMEOUT);
				HttpConnection client = new HttpConnection(server.listener().address())) {
			assertThat(server.server.getPort()).isEqualTo(server.listener().address().getPort());
			client.request("/thread");
			assertThat(client.readResponse()).contains(transport.name().toLowerCase(Locale.ROOT));
		}
	}

	@ParameterizedTest
	@EnumSource(Transport.class)
	void connectionsWaitWhileTheListenerIsPaused(Transport transport) throws Exception {
		try (RunningServer server = new RunningServer(transport, RunningServer.NO_IDLE_TIMEOUT)) {
			server.listeners.pause();
			try (HttpConnection client = new HttpConnection(server.listener().address())) {
				client.request("/hello/there");
				client.socket.setSoTimeout(NOT_ANSWERED);
				assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(client::readResponse);
				assertThat(server.connections().activeConnections()).isZero();
				server.listeners.resume();
				client.socket.setSoTimeout(HttpConnection.TIMEOUT);
				assertThat(client.readResponse()).endsWith("there");
			}
		}
	}

	@ParameterizedTest
	@EnumSource(Transport.class)
	void serverThatStartsWhileTheListenerIsPausedStaysPaused(Transport transport) throws Exception {
		try (RunningServer server = new RunningServer(transport, RunningServer.NO_IDLE_TIMEOUT)) {
			server.listeners.pause();
			server.server.stop();
			server.server.start();
			try (HttpConnection client = new HttpConnection(server.listener().address())) {
				client.request("/hello/there");
				client.socket.setSoTimeout(NOT_ANSWERED);
				assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(client::readResponse);
				server.listeners.resume();
				client.socket.setSoTimeout(HttpConnection.TIMEOUT);
				assertThat(client.readResponse()).endsWith("there");
			}
		}
	}

	@ParameterizedTest
	@EnumSource(Transport.class)
	void connectionCountsFromAcceptToClose(Transport transport) throws Exception {
		try (RunningServer server = new RunningServer(transport, RunningServer.NO_IDLE_TIMEOUT)) {
			try (HttpConnection client = new HttpConnection(server.listener().address())) {
				Awaitility.await().until(() -> server.connections().activeConnections() == 1);
				assertThat(client.socket.isConnected()).isTrue();
			}
			Awaitility.await().until(() -> server.connections().activeConnections() == 0);
		}
	}

	@ParameterizedTest
	@EnumSource(Transport.class)
	void whatWaitsInTheQueueIsAcceptedBeforeTheLastPause(Transport transport) throws Exception {
		try (RunningServer server = new RunningServer(transport, RunningServer.NO_IDLE_TIMEOUT)) {
			Listener listener = server.listener();
			HttpConnection[] clients = new HttpConnection[40];
			for (int i = 0; i < clients.length; i++) {
				clients[i] = new HttpConnection(listener.address());
			}
			server.listeners.closeWhenEmpty();
			assertThat(server.connections().activeConnections()).isEqualTo(clients.length);
			for (HttpConnection client : clients) {
				client.close();
			}
		}
	}

	@ParameterizedTest
	@EnumSource(Transport.class)
	void stoppedServerLeavesTheListenerOpenAndStartsAgain(Transport transport) throws Exception {
		try (RunningServer server = new RunningServer(transport, RunningServer.NO_IDLE_TIMEOUT)) {
			int port = server.server.getPort();
			server.server.stop();
			try (HttpConnection client = new HttpConnection(server.listener().address())) {
				client.request("/hello/again");
				server.server.start();
				assertThat(server.server.getPort()).isEqualTo(port);
				assertThat(client.readResponse()).endsWith("again");
			}
		}
	}

	@ParameterizedTest
	@EnumSource(Transport.class)
	void closedListenerRefusesConnectionsWhileTheServerLives(Transport transport) throws Exception {
		try (RunningServer server = new RunningServer(transport, RunningServer.NO_IDLE_TIMEOUT)) {
			Listener listener = server.listener();
			listener.close();
			Awaitility.await().until(() -> isFree(listener.address().getPort()));
		}
	}

	/**
	 * A selector lets go of a socket that was closed when it looks the next time.
	 */
	private static boolean isFree(int port) throws IOException {
		try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
			return free.isBound();
		}
		catch (BindException ex) {
			return false;
		}
	}

	@ParameterizedTest
	@EnumSource(Transport.class)
	void optionsOfASuccessorCountOnceThePredecessorHasLeft(Transport transport) throws Exception {
		try (RunningServer predecessor = new RunningServer(transport, RunningServer.NO_IDLE_TIMEOUT)) {
			Listener before = predecessor.listener();
			int size = receiveBuffer(before);
			InheritedSocket socket = InheritedSocket.of(before.name(), before.location(), null,
					PassedDescriptors.pass(List.of(before.descriptor())).getFirst());
			try (RunningServer successor = new RunningServer(transport, RunningServer.NO_IDLE_TIMEOUT,
					before.address().getPort(), new ListenerRegistry(List.of(socket)),
					(server) -> server.option(ChannelOption.SO_RCVBUF, size / 4))) {
				assertThat(receiveBuffer(before)).isEqualTo(size);
				successor.listeners.own();
				assertThat(receiveBuffer(before)).isLessThan(size);
			}
		}
	}

	private static int receiveBuffer(Listener listener) throws IOException {
		return listener.selectableChannel().getOption(StandardSocketOptions.SO_RCVBUF);
	}

	@ParameterizedTest
	@EnumSource(Transport.class)
	void portThatIsTakenIsReportedAsSpringBootDoes(Transport transport) throws Exception {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			assertThatExceptionOfType(PortInUseException.class).isThrownBy(
					() -> new RunningServer(transport, RunningServer.NO_IDLE_TIMEOUT, taken.getLocalPort()).close());
		}
	}

}
