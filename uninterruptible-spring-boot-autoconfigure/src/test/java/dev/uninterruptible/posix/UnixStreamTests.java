package dev.uninterruptible.posix;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link UnixStream}.
 */
class UnixStreamTests {

	private static final int A_MEBIBYTE = 1 << 20;

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	private final List<UnixStream> opened = new ArrayList<>();

	@SuppressWarnings("NullAway.Init")
	private UnixStreamPair pair;

	@BeforeEach
	void open() throws IOException {
		this.pair = UnixStreamPair.open(this.directory);
	}

	@AfterEach
	void close() throws IOException {
		this.pair.close();
		for (UnixStream stream : this.opened) {
			stream.close();
		}
	}

	@Test
	void bytesArriveInBothDirections() throws IOException {
		this.pair.client().write(bytes("ping"), soon());
		assertThat(read(this.pair.server(), 4)).isEqualTo("ping");
		this.pair.server().write(bytes("pong"), soon());
		assertThat(read(this.pair.client(), 4)).isEqualTo("pong");
	}

	@Test
	void moreThanTheKernelBuffersArrives() throws Exception {
		ByteBuffer sent = ByteBuffer.allocate(A_MEBIBYTE);
		while (sent.hasRemaining()) {
			sent.put((byte) (sent.position() * 31));
		}
		CompletableFuture<Void> written = CompletableFuture.runAsync(() -> write(sent.flip()));
		ByteBuffer received = ByteBuffer.allocate(A_MEBIBYTE);
		this.pair.server().read(received, soon());
		written.get(10, TimeUnit.SECONDS);
		assertThat(received.array()).isEqualTo(sent.array());
	}

	@Test
	void readWaitsNoLongerThanItsDeadline() {
		assertThatExceptionOfType(SocketTimeoutException.class)
			.isThrownBy(() -> this.pair.server().read(ByteBuffer.allocate(1), shortly()));
	}

	@Test
	void readOfHalfWaitsNoLongerThanItsDeadline() throws IOException {
		this.pair.client().write(bytes("p"), soon());
		assertThatExceptionOfType(SocketTimeoutException.class)
			.isThrownBy(() -> this.pair.server().read(ByteBuffer.allocate(2), shortly()));
	}

	@Test
	void writeWaitsNoLongerThanItsDeadline() {
		assertThatExceptionOfType(SocketTimeoutException.class)
			.isThrownBy(() -> this.pair.client().write(ByteBuffer.allocate(A_MEBIBYTE), shortly()));
	}

	/**
	 * The time passes too while this process stands still, which is no fault of the peer.
	 */
	@Test
	void deadlineThatHasPassedIsNoReasonNotToTryOnce() throws IOException {
		Deadline passed = Deadline.after(Duration.ZERO);
		this.pair.client().write(bytes("ping"), passed);
		this.pair.client().sendDescriptors(List.of(), passed);
		assertThat(read(this.pair.server(), 4, passed)).isEqualTo("ping");
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> read(this.pair.server(), 1, passed));
	}

	@Test
	void peerThatSendsByteAfterByteIsLateAllTheSame() throws IOException {
		this.pair.client().write(bytes("p"), soon());
		assertThatExceptionOfType(SocketTimeoutException.class)
			.isThrownBy(() -> read(this.pair.server(), 2, Deadline.after(Duration.ZERO)));
	}

	@Test
	void thereIsRoomUntilThePeerReadsNoMore() throws IOException {
		assertThat(this.pair.client().hasRoom()).isTrue();
		assertThatExceptionOfType(SocketTimeoutException.class)
			.isThrownBy(() -> this.pair.client().write(ByteBuffer.allocate(A_MEBIBYTE), shortly()));
		assertThat(this.pair.client().hasRoom()).isFalse();
	}

	@Test
	void readAfterThePeerClosedThrowsEndOfFile() throws IOException {
		this.pair.client().close();
		assertThatExceptionOfType(EOFException.class)
			.isThrownBy(() -> this.pair.server().read(ByteBuffer.allocate(1), soon()));
	}

	@Test
	void readOfHalfThrowsEndOfFileWhenThePeerCloses() throws IOException {
		this.pair.client().write(bytes("p"), soon());
		this.pair.client().close();
		assertThatExceptionOfType(EOFException.class)
			.isThrownBy(() -> this.pair.server().read(ByteBuffer.allocate(2), soon()));
	}

	@Test
	void shutdownEndsThePeersReadAndOnesOwn() throws IOException {
		this.pair.client().shutdown();
		assertThatExceptionOfType(EOFException.class)
			.isThrownBy(() -> this.pair.server().read(ByteBuffer.allocate(1), soon()));
		assertThatExceptionOfType(EOFException.class)
			.isThrownBy(() -> this.pair.client().read(ByteBuffer.allocate(1), soon()));
	}

	@Test
	void writeAfterCloseThrows() throws IOException {
		this.pair.client().close();
		assertThatExceptionOfType(ClosedChannelException.class)
			.isThrownBy(() -> this.pair.client().write(bytes("x"), soon()));
		assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> this.pair.client().shutdown());
	}

	@Test
	void writeToAPeerThatIsGoneThrows() throws IOException {
		this.pair.server().close();
		assertThatIOException().isThrownBy(() -> this.pair.client().write(bytes("x"), soon()));
	}

	@Test
	void connectWhereNobodyListensThrowsWithThePath() {
		Path path = this.directory.resolve("nobody");
		assertThatIOException().isThrownBy(() -> UnixStream.connect(path, soon()))
			.withMessageContaining(path.toString());
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void connectWaitsNoLongerThanItsDeadlineForRoomInTheQueue() throws Exception {
		Path path = this.directory.resolve("full");
		try (UnixListener listener = UnixListener.bind(path)) {
			FutureTask<Integer> connecting = new FutureTask<>(() -> connectAsLongAsThereIsRoom(path));
			Thread.ofPlatform().daemon().start(connecting);
			assertThat(connecting.get(10, TimeUnit.SECONDS)).isEqualTo(17);
			assertThat(SocketFile.isServed(path)).isTrue();
			assertThat(listener.accept()).isNotNull().satisfies(UnixStream::close);
		}
	}

	private int connectAsLongAsThereIsRoom(Path path) throws IOException {
		List<UnixStream> streams = new ArrayList<>();
		try {
			while (true) {
				streams.add(UnixStream.connect(path, shortly()));
			}
		}
		catch (SocketTimeoutException ex) {
			return streams.size();
		}
		finally {
			this.opened.addAll(streams);
		}
	}

	@Test
	void connectIsTriedOnceThoughTheDeadlineHasPassed() throws IOException {
		Path path = this.directory.resolve("late");
		assertThatExceptionOfType(ConnectException.class)
			.isThrownBy(() -> UnixStream.connect(path, Deadline.after(Duration.ZERO)));
		try (UnixListener listener = UnixListener.bind(path);
				UnixStream stream = UnixStream.connect(path, Deadline.after(Duration.ZERO))) {
			assertThat(stream.peer().mayHandOff()).isTrue();
			assertThat(listener.accept()).isNotNull().satisfies(UnixStream::close);
		}
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void connectGoesOnAsSoonAsThereIsRoom() throws Exception {
		Path path = this.directory.resolve("full");
		try (UnixListener listener = UnixListener.bind(path)) {
			connectAsLongAsThereIsRoom(path);
			FutureTask<UnixStream> connecting = new FutureTask<>(() -> UnixStream.connect(path, soon()));
			Thread.ofPlatform().daemon().start(connecting);
			assertThat(listener.accept()).isNotNull().satisfies(UnixStream::close);
			connecting.get(10, TimeUnit.SECONDS).close();
		}
	}

	@Test
	void peerIsTheUserOfThisProcess() throws IOException {
		PeerCredentials peer = this.pair.server().peer();
		assertThat(peer.uid()).isEqualTo(Files.getAttribute(this.directory, "unix:uid"));
		assertThat(peer.mayHandOff()).isTrue();
	}

	@Test
	void bytesAndDescriptorsMayFollowOneAnother() throws IOException {
		try (LoopbackServer server = LoopbackServer.open()) {
			List<Descriptor> descriptors = new ArrayList<>(Collections.nCopies(2, server.descriptor()));
			this.pair.client().write(bytes("before"), soon());
			this.pair.client().sendDescriptors(descriptors, soon());
			this.pair.client().write(bytes("after"), soon());
			assertThat(read(this.pair.server(), 6)).isEqualTo("before");
			List<Descriptor> received = this.pair.server().receiveDescriptors(2, soon());
			assertThat(read(this.pair.server(), 5)).isEqualTo("after");
			assertThat(received).allMatch(Descriptor::isListeningStream);
			received.forEach(Descriptor::close);
		}
	}

	private void write(ByteBuffer buffer) {
		try {
			this.pair.client().write(buffer, soon());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String read(UnixStream stream, int length) throws IOException {
		return read(stream, length, soon());
	}

	private static String read(UnixStream stream, int length, Deadline deadline) throws IOException {
		ByteBuffer buffer = ByteBuffer.allocate(length);
		stream.read(buffer, deadline);
		return StandardCharsets.US_ASCII.decode(buffer.flip()).toString();
	}

	private static ByteBuffer bytes(String text) {
		return StandardCharsets.US_ASCII.encode(text);
	}

	private static Deadline soon() {
		return Deadline.after(Duration.ofSeconds(10));
	}

	private static Deadline shortly() {
		return Deadline.after(Duration.ofMillis(50));
	}

}
