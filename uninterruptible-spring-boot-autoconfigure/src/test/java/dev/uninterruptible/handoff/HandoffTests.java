package dev.uninterruptible.handoff;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.handoff.Message.Committed;
import dev.uninterruptible.handoff.Message.Failed;
import dev.uninterruptible.handoff.Message.Ready;
import dev.uninterruptible.handoff.Message.Yielded;
import dev.uninterruptible.listener.BindAddress;
import dev.uninterruptible.listener.InheritedSocket;
import dev.uninterruptible.listener.Listener;
import dev.uninterruptible.listener.ListenerChannel;
import dev.uninterruptible.listener.ListenerRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link HandoffServer} and {@link HandoffClient} with one another.
 */
class HandoffTests {

	private static final Yielded YIELDED = new Yielded(Duration.ofSeconds(5));

	private static final Committed COMMITTED = new Committed("USR1", Instant.EPOCH, Duration.ofMillis(5), List.of());

	private final ListenerRegistry predecessor = new ListenerRegistry();

	private final RecordedHandoff handoff = new RecordedHandoff();

	private final List<HandoffSession> sessions = new ArrayList<>();

	@SuppressWarnings("NullAway.Init")
	private HandoffServer server;

	@BeforeEach
	void open() throws IOException {
		this.server = HandoffServer.open(this.handoff);
	}

	@AfterEach
	void close() throws IOException {
		this.sessions.forEach((session) -> session.end("over"));
		this.server.close();
		this.predecessor.close();
	}

	@Test
	void successorGetsWhatItsPredecessorOffers() throws Exception {
		Listener one = this.predecessor.open("one", BindAddress.Tcp.of("127.0.0.1", 0), 8);
		Listener two = this.predecessor.open("two", BindAddress.Tcp.of("127.0.0.1", 0), 8);
		HandoffClient client = handOver(3, List.of(one, two));
		assertThat(client.offer().generation().number()).isEqualTo(3);
		assertThat(client.offer().generation().pid()).isEqualTo(ProcessHandle.current().pid());
		assertThat(client.inherited()).extracting(InheritedSocket::name).containsExactly("one", "two");
		assertThat(client.inherited()).extracting(InheritedSocket::address)
			.containsExactly(one.address(), two.address());
		client.inherited().forEach(InheritedSocket::close);
	}

	@Test
	void successorAcceptsFromTheSocketAfterThePredecessorClosedIt() throws Exception {
		Listener before = this.predecessor.open("server", BindAddress.Tcp.of("127.0.0.1", 0), 8);
		ListenerRegistry successor = new ListenerRegistry(handOver(1, List.of(before)).inherited());
		try (SocketChannel waiting = SocketChannel.open(before.address())) {
			this.predecessor.close();
			Listener after = successor.open("server", BindAddress.Tcp.of("127.0.0.1", 0), 8);
			successor.resume();
			try (ListenerChannel channel = after.openChannel(); SocketChannel accepted = channel.accept()) {
				assertThat(accepted.getRemoteAddress()).isEqualTo(waiting.getLocalAddress());
			}
		}
		finally {
			successor.close();
		}
	}

	@Test
	void conversationGoesThroughToTheEnd() throws Exception {
		HandoffClient client = handOver(1, List.of());
		HandoffSession session = this.sessions.getFirst();
		BlockingQueue<Message> heard = new LinkedBlockingQueue<>();
		CountDownLatch gone = new CountDownLatch(1);
		client.listen(heard::add, gone::countDown);
		client.send(new Message.Ready());
		assertThat(this.handoff.awaitReceived()).isEqualTo(new Ready());
		session.send(YIELDED);
		assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(YIELDED);
		session.send(COMMITTED);
		assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(COMMITTED);
		session.end("over");
		assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(this.handoff.awaitGone()).isSameAs(session);
	}

	@Test
	void conversationGoesOnAfterTheServerIsClosed() throws Exception {
		HandoffClient client = handOver(1, List.of());
		this.server.close();
		client.send(new Message.Ready());
		assertThat(this.handoff.awaitReceived()).isEqualTo(new Ready());
	}

	@Test
	void predecessorHearsWhyTheSuccessorFailed() throws Exception {
		HandoffClient client = handOver(1, List.of());
		client.failed("no database");
		assertThat(this.handoff.awaitReceived()).isEqualTo(new Failed("no database"));
	}

	@Test
	void sessionKnowsTheSuccessorsProcess() throws Exception {
		handOver(1, List.of());
		assertThat(this.sessions.getFirst().pid()).isEqualTo(ProcessHandle.current().pid());
	}

	@Test
	void sendToASuccessorThatIsGoneThrows() throws Exception {
		handOver(1, List.of());
		HandoffSession session = this.sessions.getFirst();
		session.end("over");
		assertThat(this.handoff.awaitGone()).isSameAs(session);
		assertThatIOException().isThrownBy(() -> session.send(YIELDED));
		assertThatIOException().isThrownBy(() -> RecordedHandoff.offer(session, 1, List.of()));
		session.end("over");
	}

	@Test
	void secondSuccessorIsSentAway() throws Exception {
		handOver(1, List.of());
		assertThatIOException().isThrownBy(() -> HandoffClient.connect(this.server.address()))
			.withMessage("The predecessor sent this process away: another successor came first");
		assertThat(this.handoff.nobodyElseGreeted()).isTrue();
	}

	@Test
	void successorWithAWrongTokenIsSentAway() throws Exception {
		HandoffAddress address = new HandoffAddress(this.server.address().path(), "guessed");
		assertThatIOException().isThrownBy(() -> HandoffClient.connect(address))
			.withMessage("The predecessor sent this process away: it does not know the token of this restart");
		assertThat(this.handoff.nobodyElseGreeted()).isTrue();
		handOver(1, List.of());
	}

	@Test
	void sessionIsOverWhenTheListenerCannotTakeAMessage() throws Exception {
		CompletableFuture<HandoffSession> gone = new CompletableFuture<>();
		try (HandoffServer failing = HandoffServer.open(new FailingListener(false, gone))) {
			HandoffClient client = HandoffClient.connect(failing.address());
			client.send(new Ready());
			assertThat(gone.get(10, TimeUnit.SECONDS)).isNotNull();
		}
	}

	@Test
	void sessionIsOverWhenTheListenerCannotGreet() throws Exception {
		CompletableFuture<HandoffSession> gone = new CompletableFuture<>();
		try (HandoffServer failing = HandoffServer.open(new FailingListener(true, gone))) {
			assertThatIOException().isThrownBy(() -> HandoffClient.connect(failing.address()));
			assertThat(gone.get(10, TimeUnit.SECONDS)).isNotNull();
		}
	}

	@Test
	void predecessorIsGoneForASuccessorThatCannotTakeItsMessage() throws Exception {
		HandoffClient client = handOver(1, List.of());
		CountDownLatch gone = new CountDownLatch(1);
		client.listen((message) -> {
			throw new NoClassDefFoundError(message.toString());
		}, gone::countDown);
		this.sessions.getFirst().send(YIELDED);
		assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(this.handoff.awaitGone()).isSameAs(this.sessions.getFirst());
	}

	@Test
	void connectAfterTheServerIsClosedThrows() throws IOException {
		this.server.close();
		assertThatIOException().isThrownBy(() -> HandoffClient.connect(this.server.address()))
			.withMessageContaining("Cannot connect to " + this.server.address());
	}

	@Test
	void socketAndDirectoryAreForThisUserAloneAndGoneAfterwards() throws IOException {
		Path socket = this.server.address().path();
		Path directory = Objects.requireNonNull(socket.getParent());
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory))).isEqualTo("rwx------");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket))).isEqualTo("rw-------");
		this.server.close();
		assertThat(directory).doesNotExist();
	}

	@Test
	void addressIsNewForEachServer() throws IOException {
		try (HandoffServer other = HandoffServer.open(this.handoff)) {
			assertThat(other.address().path()).isNotEqualTo(this.server.address().path());
			assertThat(other.address().token()).isNotEqualTo(this.server.address().token()).hasSize(64);
		}
	}

	private HandoffClient handOver(int generation, List<Listener> listeners) throws Exception {
		CompletableFuture<HandoffClient> client = CompletableFuture.supplyAsync(this::connect);
		HandoffSession session = this.handoff.awaitGreeted();
		this.sessions.add(session);
		RecordedHandoff.offer(session, generation, listeners);
		return client.get(10, TimeUnit.SECONDS);
	}

	private HandoffClient connect() {
		try {
			return HandoffClient.connect(this.server.address());
		}
		catch (IOException ex) {
			throw new CompletionException(ex);
		}
	}

	/**
	 * Cannot take what it is told.
	 *
	 * @param offersNothing whether it cannot greet, either
	 * @param gone completed with the session that is over
	 */
	private record FailingListener(boolean offersNothing,
			CompletableFuture<HandoffSession> gone) implements HandoffListener {

		@Override
		public void greeted(HandoffSession session) {
			if (this.offersNothing) {
				throw new NoClassDefFoundError("nothing");
			}
			try {
				RecordedHandoff.offer(session, 1, List.of());
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public void received(HandoffSession session, Message message) {
			throw new IllegalStateException(message.toString());
		}

		@Override
		public void gone(HandoffSession session) {
			this.gone.complete(session);
		}

	}

}
