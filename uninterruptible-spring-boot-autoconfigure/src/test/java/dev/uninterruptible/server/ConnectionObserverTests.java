package dev.uninterruptible.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.RequestHandler;
import dev.uninterruptible.listener.BindAddress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionObserver}.
 */
class ConnectionObserverTests {

	private final List<String> told = new CopyOnWriteArrayList<>();

	@SuppressWarnings("NullAway.Init")
	private ServerSocketChannel server;

	@SuppressWarnings("NullAway.Init")
	private SocketChannel client;

	@BeforeEach
	void connect() throws IOException {
		this.server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		this.client = SocketChannel.open(this.server.getLocalAddress());
	}

	@AfterEach
	void close() throws IOException {
		this.client.close();
		this.server.close();
	}

	@Test
	void observersAreToldInTheirOrderAndInReverseOfTheEnd() throws IOException {
		serve((socket) -> this.told.add("handler"), observer("outer"), observer("inner"));
		assertThat(this.told).containsExactly("outer accepted", "inner accepted", "outer before", "inner before",
				"handler", "inner after", "outer after", "inner ended null", "outer ended null");
	}

	@Test
	void failureOfTheHandlerIsTold() throws IOException {
		serve((socket) -> {
			throw new IllegalStateException("broken");
		}, observer("only"));
		assertThat(this.told).endsWith("only after", "only ended java.lang.IllegalStateException: broken");
	}

	@Test
	void clientThatWentAwayIsNoFailure() throws IOException {
		serve((socket) -> {
			this.client.close();
			throw new IOException("No request");
		}, observer("only"));
		assertThat(this.told).endsWith("only ended null");
	}

	@Test
	void connectionKnowsItsServerAndItsClient() throws IOException {
		serve((socket) -> {
		}, new ConnectionObserver() {

			@Override
			public void ended(Connection connection, @Nullable Throwable failure) {
				ConnectionObserverTests.this.told.add(connection.server() + " " + connection.clientAddress());
				assertThat(connection.age()).isPositive();
			}

		});
		assertThat(this.told).containsExactly("test " + this.client.getLocalAddress());
	}

	@Test
	void withoutObserversThereIsNothingToCall() {
		assertThat(ConnectionObserver.of(List.of())).isSameAs(ConnectionObserver.NONE);
		ConnectionObserver only = observer("only");
		assertThat(ConnectionObserver.of(List.of(only))).isSameAs(only);
	}

	private void serve(RequestHandler handler, ConnectionObserver... observers) throws IOException {
		ServerSettings settings = new ServerSettings("test", new BindAddress.Tcp(InetAddress.getLoopbackAddress(), 0),
				1);
		Connections connections = new Connections(
				Serving.of(settings, handler, ConnectionObserver.of(List.of(observers))), () -> false);
		connections.serve(this.server.accept());
		assertThat(connections.end()).succeedsWithin(10, TimeUnit.SECONDS);
	}

	private ConnectionObserver observer(String name) {
		return new ConnectionObserver() {

			@Override
			public void accepted(Connection connection) {
				tell("accepted");
			}

			@Override
			public void handle(Connection connection, HandlerCall call) throws Exception {
				tell("before");
				try {
					call.proceed();
				}
				finally {
					tell("after");
				}
			}

			@Override
			public void ended(Connection connection, @Nullable Throwable failure) {
				tell("ended " + failure);
			}

			private void tell(String what) {
				ConnectionObserverTests.this.told.add(name + " " + what);
			}

		};
	}

}
