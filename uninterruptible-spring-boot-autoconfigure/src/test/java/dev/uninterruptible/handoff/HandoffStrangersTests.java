package dev.uninterruptible.handoff;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.handoff.Message.Hello;
import dev.uninterruptible.handoff.Message.Ready;
import dev.uninterruptible.handoff.Message.Refused;
import dev.uninterruptible.posix.Deadline;
import dev.uninterruptible.posix.UnixStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link HandoffServer} with peers that are no successor. After each of them
 * the right one must still get through.
 */
class HandoffStrangersTests {

	private final RecordedHandoff handoff = new RecordedHandoff();

	private final List<UnixStream> strangers = new ArrayList<>();

	@SuppressWarnings("NullAway.Init")
	private HandoffServer server;

	@BeforeEach
	void open() throws IOException {
		this.server = HandoffServer.open(this.handoff);
	}

	@AfterEach
	void rightSuccessorStillGetsThrough() throws Exception {
		CompletableFuture<HandoffClient> client = CompletableFuture.supplyAsync(this::connect);
		HandoffSession session = this.handoff.awaitGreeted();
		RecordedHandoff.offer(session, 1, List.of());
		client.get(5, TimeUnit.SECONDS).send(new Ready());
		assertThat(this.handoff.awaitReceived()).isEqualTo(new Ready());
		assertThat(this.handoff.nobodyElseGreeted()).isTrue();
		session.end("over");
		for (UnixStream stranger : this.strangers) {
			stranger.close();
		}
		this.server.close();
	}

	@Test
	void wrongTokenIsRefused() throws IOException {
		assertRefused(new Hello(HandoffConnection.PROTOCOL_VERSION, "x".repeat(64), 1), "token");
	}

	@Test
	void wrongVersionIsRefused() throws IOException {
		assertRefused(new Hello(99, this.server.address().token(), 1), "version 99");
	}

	@Test
	void peerThatDoesNotIntroduceItselfIsRefused() throws IOException {
		assertRefused(new Ready(), "did not connect");
	}

	@Test
	void garbageIsRefused() throws IOException {
		UnixStream stranger = stranger();
		write(stranger, frame("no message at all"));
		assertThat(receive(stranger)).isInstanceOf(Refused.class);
		assertGone(stranger);
	}

	@Test
	void frameOfTwoGibibytesIsRefusedWithoutWaitingForIt() throws IOException {
		UnixStream stranger = stranger();
		write(stranger, ByteBuffer.allocate(4).putInt(Integer.MAX_VALUE).flip());
		assertThat(receive(stranger)).isInstanceOfSatisfying(Refused.class,
				(refused) -> assertThat(refused.reason()).contains("2147483647"));
		assertGone(stranger);
	}

	@Test
	void frameOfNegativeLengthIsRefused() throws IOException {
		UnixStream stranger = stranger();
		write(stranger, ByteBuffer.allocate(4).putInt(-1).flip());
		assertThat(receive(stranger)).isInstanceOfSatisfying(Refused.class,
				(refused) -> assertThat(refused.reason()).contains("4294967295"));
	}

	@Test
	void frameOfAnotherProtocolIsRefused() throws IOException {
		UnixStream stranger = stranger();
		write(stranger, StandardCharsets.US_ASCII.encode("GET / HTTP/1.1\r\n\r\n"));
		assertThat(receive(stranger)).isInstanceOf(Refused.class);
	}

	@Test
	void halfAFrameDisturbsNobody() throws IOException {
		UnixStream stranger = stranger();
		ByteBuffer frame = frame("type=HELLO");
		write(stranger, frame.limit(7));
		stranger.close();
	}

	@Test
	void connectionThatIsClosedAtOnceDisturbsNobody() throws IOException {
		for (int i = 0; i < 20; i++) {
			stranger().close();
		}
	}

	@Test
	void silentOnesDisturbNobody() throws IOException {
		for (int i = 0; i < 10; i++) {
			UnixStream stranger = stranger();
			if (i % 2 == 0) {
				write(stranger, ByteBuffer.allocate(2));
			}
		}
	}

	@Test
	void messageOfALaterVersionBeforeTheIntroductionIsSkipped() throws IOException {
		UnixStream stranger = stranger();
		write(stranger, frame("type=LATER"));
		HandoffConnection connection = new HandoffConnection(stranger);
		connection.send(new Hello(HandoffConnection.PROTOCOL_VERSION, "wrong", 1));
		assertThat(receive(stranger)).isInstanceOfSatisfying(Refused.class,
				(refused) -> assertThat(refused.reason()).contains("token"));
	}

	private void assertRefused(Message introduction, String reason) throws IOException {
		UnixStream stranger = stranger();
		new HandoffConnection(stranger).send(introduction);
		assertThat(receive(stranger)).isInstanceOfSatisfying(Refused.class,
				(refused) -> assertThat(refused.reason()).contains(reason));
		assertGone(stranger);
	}

	private static void assertGone(UnixStream stranger) {
		assertThatExceptionOfType(EOFException.class).isThrownBy(() -> stranger.read(ByteBuffer.allocate(1), soon()));
	}

	private UnixStream stranger() throws IOException {
		UnixStream stranger = UnixStream.connect(this.server.address().path(), soon());
		this.strangers.add(stranger);
		return stranger;
	}

	private static Message receive(UnixStream stranger) throws IOException {
		return new HandoffConnection(stranger).receive(soon());
	}

	private static void write(UnixStream stranger, ByteBuffer bytes) throws IOException {
		stranger.write(bytes, soon());
	}

	private static ByteBuffer frame(String payload) {
		byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
		return ByteBuffer.allocate(Integer.BYTES + bytes.length).putInt(bytes.length).put(bytes).flip();
	}

	private static Deadline soon() {
		return Deadline.after(Duration.ofSeconds(5));
	}

	private HandoffClient connect() {
		try {
			return HandoffClient.connect(this.server.address());
		}
		catch (IOException ex) {
			throw new CompletionException(ex);
		}
	}

}
