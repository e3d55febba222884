package dev.uninterruptible.listener;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.uninterruptible.posix.Deadline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Listener} with an {@link Acceptor} that is not its own.
 */
class ListenerAcceptorTests {

	private final ListenerRegistry registry = new ListenerRegistry();

	private final RecordingAcceptor acceptor = new RecordingAcceptor();

	@SuppressWarnings("NullAway.Init")
	private Listener listener;

	@BeforeEach
	void open() throws IOException {
		this.listener = this.registry.open("test", BindAddress.Tcp.of("127.0.0.1", 0), 64);
	}

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void acceptorDoesWhatTheListenerIsAskedTo() throws IOException {
		this.listener.acceptBy(this.acceptor);
		this.listener.pause();
		this.listener.resume();
		try (SocketChannel client = SocketChannel.open(this.listener.address())) {
			assertThat(client.isConnected()).isTrue();
			this.listener.pauseWhenEmpty(Deadline.after(Duration.ZERO));
		}
		this.registry.close();
		assertThat(this.acceptor.calls).containsExactly("resume", "pause", "resume", "pauseWhenEmpty", "close");
	}

	@Test
	void acceptorThatHasNothingToAcceptIsPausedAtOnce() {
		this.listener.acceptBy(this.acceptor);
		this.listener.pauseWhenEmpty(Deadline.after(Duration.ofDays(1)));
		assertThat(this.listener.isPaused()).isTrue();
		assertThat(this.acceptor.calls).containsExactly("resume", "pause");
	}

	@Test
	void acceptorOfAPausedListenerIsPaused() {
		this.registry.pause();
		this.listener.acceptBy(this.acceptor);
		assertThat(this.acceptor.calls).containsExactly("pause");
	}

	@Test
	void onlyOneAcceptsAtATime() throws IOException {
		this.listener.acceptBy(this.acceptor);
		assertThatIllegalStateException().isThrownBy(this.listener::openChannel);
		assertThatIllegalStateException().isThrownBy(() -> this.listener.acceptBy(new RecordingAcceptor()));
		this.acceptor.close();
		assertThat(this.listener.openChannel().isOpen()).isTrue();
	}

	@Test
	void selectableChannelAcceptsFromTheSocketWithoutBlocking() throws IOException {
		assertThat(this.listener.selectableChannel().accept()).isNull();
	}

	private static final class RecordingAcceptor implements Acceptor {

		private final List<String> calls = new ArrayList<>();

		private boolean open = true;

		@Override
		public void pause() {
			this.calls.add("pause");
		}

		@Override
		public void resume() {
			this.calls.add("resume");
		}

		@Override
		public void pauseWhenEmpty(Deadline deadline) {
			this.calls.add("pauseWhenEmpty");
		}

		@Override
		public boolean isOpen() {
			return this.open;
		}

		@Override
		public void close() {
			this.calls.add("close");
			this.open = false;
		}

	}

}
