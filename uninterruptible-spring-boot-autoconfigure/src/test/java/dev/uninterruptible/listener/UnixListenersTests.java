package dev.uninterruptible.listener;

import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.uninterruptible.posix.Descriptor;
import dev.uninterruptible.posix.PassedDescriptors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Unix-domain listeners of {@link ListenerRegistry}, in predecessor and successor.
 */
class UnixListenersTests {

	private static final Set<PosixFilePermission> PERMISSIONS = PosixFilePermissions.fromString("rw-rw----");

	private static final int BACKLOG = 16;

	private final List<ListenerRegistry> registries = new ArrayList<>();

	private final List<SocketChannel> clients = new ArrayList<>();

	private final ListenerRegistry predecessor = register(new ListenerRegistry());

	private final Path directory;

	private final Path path;

	private final BindAddress address;

	UnixListenersTests(@TempDir Path directory) {
		this.directory = directory;
		this.path = directory.resolve("server.sock");
		this.address = new BindAddress.Unix(this.path, PERMISSIONS);
	}

	@AfterEach
	void close() throws IOException {
		this.registries.forEach(ListenerRegistry::close);
		for (SocketChannel client : this.clients) {
			client.close();
		}
	}

	@Test
	void listenerAcceptsAtItsPathWithItsPermissions() throws IOException {
		Listener listener = open(this.predecessor);
		assertThat(Files.getPosixFilePermissions(this.path)).isEqualTo(PERMISSIONS);
		assertThat(listener.location()).isEqualTo("unix:" + this.path);
		assertThat(listener).hasToString("server (unix:%s)", this.path);
		assertAccepts(this.predecessor, listener);
		assertThat(this.directory.toFile().list()).containsExactly("server.sock");
	}

	@Test
	void inheritedListenerAcceptsWhatThePredecessorLeft() throws IOException {
		Listener before = open(this.predecessor);
		ListenerRegistry successor = register(Handover.registry(before));
		try (SocketChannel waiting = connect()) {
			Listener after = open(successor);
			successor.closeUnclaimed();
			successor.resume();
			this.predecessor.disown();
			this.predecessor.close();
			try (ListenerChannel channel = after.openChannel(); SocketChannel accepted = channel.accept()) {
				assertTalk(waiting, accepted);
			}
			assertAccepts(successor, after);
			successor.own();
		}
		successor.close();
		assertThat(this.path).doesNotExist();
	}

	@Test
	void inheritedListenerCanBeInheritedAgain() throws IOException {
		Listener second = open(register(Handover.registry(open(this.predecessor))));
		ListenerRegistry third = register(Handover.registry(second));
		assertAccepts(third, open(third));
	}

	/**
	 * What another process has put in the place of the file before this one came is not
	 * the predecessor's.
	 */
	@Test
	void fileOfAnotherProcessIsNotInherited() throws IOException {
		Listener before = open(this.predecessor);
		Files.delete(this.path);
		Set<PosixFilePermission> theirs = PosixFilePermissions.fromString("rw-------");
		try (ServerSocketChannel stranger = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			stranger.bind(UnixDomainSocketAddress.of(this.path));
			Files.setPosixFilePermissions(this.path, theirs);
			ListenerRegistry successor = register(Handover.registry(before));
			assertThatExceptionOfType(ListenerBindException.class).isThrownBy(() -> open(successor));
			successor.own();
			successor.close();
			this.predecessor.own();
			assertThat(Files.getPosixFilePermissions(this.path)).isEqualTo(theirs);
		}
	}

	@Test
	void successorThatFailsLeavesTheFile() throws IOException {
		Listener before = open(this.predecessor);
		ListenerRegistry successor = register(Handover.registry(before));
		open(successor);
		successor.close();
		assertThat(this.path).exists();
		assertAccepts(this.predecessor, before);
	}

	@Test
	void successorThatFailsRemovesAFileOfItsOwn() throws IOException {
		ListenerRegistry successor = register(Handover.registry());
		open(successor);
		assertThat(this.path).exists();
		successor.close();
		assertThat(this.path).doesNotExist();
	}

	@Test
	void successorOfAProcessThatIsGoneRemovesTheFile() throws IOException {
		ListenerRegistry successor = register(Handover.registry(open(this.predecessor)));
		successor.own();
		open(successor);
		successor.close();
		assertThat(this.path).doesNotExist();
	}

	@Test
	void successorThatFindsTooLateThatItOwnsTheFileRemovesIt() throws IOException {
		ListenerRegistry successor = register(Handover.registry(open(this.predecessor)));
		open(successor);
		successor.close();
		this.predecessor.disown();
		this.predecessor.close();
		assertThat(this.path).exists();
		successor.own();
		assertThat(this.path).doesNotExist();
	}

	@Test
	void predecessorWithoutSuccessorRemovesTheFile() throws IOException {
		open(this.predecessor);
		this.predecessor.close();
		assertThat(this.path).doesNotExist();
	}

	@Test
	void fileThatSomebodyElsePutThereStays() throws IOException {
		open(this.predecessor);
		Files.delete(this.path);
		Files.createFile(this.path);
		this.predecessor.close();
		assertThat(this.path).exists();
	}

	@Test
	void pathThatNobodyAskedForIsRemovedOnceThePredecessorHasLeft() throws IOException {
		ListenerRegistry successor = register(Handover.registry(open(this.predecessor)));
		successor.closeUnclaimed();
		assertThat(this.path).exists();
		this.predecessor.disown();
		this.predecessor.close();
		assertThat(this.path).exists();
		successor.own();
		assertThat(this.path).doesNotExist();
	}

	@Test
	void changedPermissionsCountOnceThePredecessorHasLeft() throws IOException {
		ListenerRegistry successor = register(Handover.registry(open(this.predecessor)));
		Set<PosixFilePermission> permissions = PosixFilePermissions.fromString("rw-rw-rw-");
		successor.open("server", new BindAddress.Unix(this.path, permissions), BACKLOG);
		assertThat(Files.getPosixFilePermissions(this.path)).isEqualTo(PERMISSIONS);
		successor.own();
		assertThat(Files.getPosixFilePermissions(this.path)).isEqualTo(permissions);
	}

	@Test
	void backlogOfASuccessorCountsOnceThePredecessorHasLeft() throws IOException {
		ListenerRegistry successor = register(Handover.registry(open(this.predecessor)));
		successor.open("server", this.address, 1);
		assertThat(fillQueue()).isEqualTo(BACKLOG + 1);
		successor.own();
		assertThat(fillQueue()).isZero();
		for (int i = 0; i < BACKLOG; i++) {
			successor.listeners().getFirst().selectableChannel().accept().close();
		}
		assertThat(fillQueue()).isOne();
	}

	@Test
	void backlogOfASuccessorThatFailsNeverCounts() throws IOException {
		ListenerRegistry successor = register(Handover.registry(open(this.predecessor)));
		successor.open("server", this.address, 1);
		successor.close();
		assertThat(fillQueue()).isEqualTo(BACKLOG + 1);
	}

	@Test
	void socketWhoseFileWasRemovedIsBoundAnew() throws IOException {
		ListenerRegistry successor = register(Handover.registry(open(this.predecessor)));
		Files.delete(this.path);
		assertAccepts(successor, open(successor));
	}

	@Test
	void staleFileIsReplaced() throws IOException {
		ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(this.path)).close();
		assertThat(this.path).exists();
		assertAccepts(this.predecessor, open(this.predecessor));
	}

	@Test
	void fileOfALiveServerIsNotReplaced() throws IOException {
		Listener live = open(this.predecessor);
		ListenerRegistry other = register(new ListenerRegistry());
		assertThatExceptionOfType(ListenerBindException.class).isThrownBy(() -> open(other))
			.withMessageContaining("'server'")
			.withMessageContaining("unix:" + this.path)
			.withMessageEndingWith("Another process serves there");
		try (ListenerChannel channel = live.openChannel(); SocketChannel probe = channel.accept()) {
			assertThat(probe.read(ByteBuffer.allocate(1))).isEqualTo(-1);
		}
		assertAccepts(this.predecessor, live);
	}

	@Test
	void fileOfALiveServerWithAFullQueueIsNotReplaced() throws IOException {
		this.predecessor.open("server", this.address, 1);
		try (SocketChannel one = connect(); SocketChannel two = connect()) {
			assertThat(one.isConnected() && two.isConnected()).isTrue();
			assertThatExceptionOfType(ListenerBindException.class)
				.isThrownBy(() -> open(register(new ListenerRegistry())))
				.withMessageEndingWith("Another process serves there");
		}
	}

	@Test
	void whatIsNoSocketIsNotReplaced() throws IOException {
		Files.writeString(this.path, "precious");
		assertThatExceptionOfType(ListenerBindException.class).isThrownBy(() -> open(this.predecessor))
			.withMessageEndingWith("The file is not a socket, so it is left alone.");
		assertThat(this.path).hasContent("precious");
	}

	@Test
	void nobodyCanConnectOnceThePredecessorWithoutSuccessorStopsAccepting() throws IOException {
		open(this.predecessor);
		this.predecessor.closeWhenEmpty();
		assertThat(this.path).doesNotExist();
	}

	@Test
	void socketThatWasBoundInAnotherDirectoryIsRefused() throws IOException {
		Listener listener = open(this.predecessor);
		try (Descriptor passed = PassedDescriptors.pass(List.of(listener.descriptor())).getFirst()) {
			assertThatIOException()
				.isThrownBy(() -> InheritedSocket.of("server", "unix:/elsewhere/server.sock", null, passed))
				.withMessageContaining("not on unix:/elsewhere/server.sock as announced");
			assertThatIOException().isThrownBy(() -> InheritedSocket.of("server", "127.0.0.1:1", null, passed))
				.withMessageContaining("not on 127.0.0.1:1 as announced");
		}
	}

	private Listener open(ListenerRegistry registry) throws ListenerBindException {
		return registry.open("server", this.address, BACKLOG);
	}

	private ListenerRegistry register(ListenerRegistry registry) {
		this.registries.add(registry);
		return registry;
	}

	private SocketChannel connect() throws IOException {
		return SocketChannel.open(UnixDomainSocketAddress.of(this.path));
	}

	/**
	 * Connect until the queue is full.
	 * @return how many connections it took
	 */
	private int fillQueue() throws IOException {
		for (int count = 0;; count++) {
			SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
			this.clients.add(client);
			client.configureBlocking(false);
			try {
				client.connect(UnixDomainSocketAddress.of(this.path));
			}
			catch (SocketException ex) {
				return count;
			}
		}
	}

	private void assertAccepts(ListenerRegistry registry, Listener listener) throws IOException {
		registry.resume();
		try (SocketChannel client = connect();
				ListenerChannel channel = listener.openChannel();
				SocketChannel accepted = channel.accept()) {
			assertTalk(client, accepted);
		}
	}

	private static void assertTalk(SocketChannel one, SocketChannel other) throws IOException {
		one.write(ByteBuffer.wrap(new byte[] { 42 }));
		ByteBuffer read = ByteBuffer.allocate(1);
		assertThat(other.read(read)).isEqualTo(1);
		assertThat(read.get(0)).isEqualTo((byte) 42);
	}

}
