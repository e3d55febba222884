package dev.uninterruptible.it.fault;

import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.client.EchoConnection;
import dev.uninterruptible.testing.load.Clients;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.Restart;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.ServerStatus;
import dev.uninterruptible.testing.process.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What others put into the shared temporary directory, or take from it.
 */
class TemporaryDirectoryIT {

	private static final int NOBODY = 65534;

	@TempDir
	private Path directory;

	@Test
	void whatHasTheNameOfAHandoffSocketStaysAndDisturbsNobody() throws IOException {
		try (ServerProcess server = ServerProcess.start(ServerOptions.onFreePorts(ServerOptions.NO_STANDBY));
				Clients clients = Clients.of(server)) {
			Files.setPosixFilePermissions(server.temporary(), PosixFilePermissions.fromString("rwxrwxrwx"));
			assertThat(Processes.run("chmod", "1777", server.temporary().toString())).isTrue();
			ServerStatus before = server.status();
			try (FullQueue own = new FullQueue(place(server, before.pid(), "own"));
					FullQueue other = new FullQueue(place(server, before.pid(), "other"));
					EchoConnection half = server.connect()) {
				assumeTrue(own.isFull(), "The queue of a socket cannot be filled here");
				other.giveTo(NOBODY);
				Path victim = Files.createDirectory(this.directory.resolve("victim"));
				Files.createFile(victim.resolve("handoff"));
				Path link = Files.createSymbolicLink(place(server, before.pid(), "link"), victim);
				half.write("half");
				Restart restart = server.restart(Trigger.POST);
				Processes.signal("KILL", before.pid());
				Await.until("the predecessor is gone", () -> !Processes.isAlive(before.pid()));
				Restart next = server.restart(Trigger.POST);
				Await.until("the successor is on its own", () -> server.processes().equals(Set.of(next.after().pid())));
				assertThat(server.log().lines("ERROR", restart.after().pid())).isEmpty();
				assertThat(own.socket()).exists();
				assertThat(other.socket()).exists();
				assertThat(link).isSymbolicLink();
				assertThat(victim.resolve("handoff")).exists();
			}
			clients.assertNoneFailed();
		}
	}

	@Test
	void generationsWhoseSocketsWereRemovedAreBoundedAllTheSame() throws IOException {
		List<EchoConnection> connections = new ArrayList<>();
		try (ServerProcess server = ServerProcess
			.start(ServerOptions.onFreePorts("--uninterruptible.restart.max-draining=1", ServerOptions.NO_STANDBY))) {
			ServerStatus last = server.status();
			for (int i = 0; i < 2; i++) {
				connections.add(server.connect());
				Restart restart = server.restart(Trigger.POST);
				last = restart.after();
				removeSockets(server);
				long draining = restart.before().pid();
				Await.until("one generation drains beside the one that serves",
						() -> server.processes().equals(Set.of(draining, server.pid())));
			}
			assertThat(server.log().lines("WARN", last.pid()))
				.anyMatch((line) -> line.contains("cannot be reached, and is sent TERM until it is gone"));
			connections.getLast().exchange("still served by the last but one");
			Await.until("the last generation is on its own", () -> server.processes().equals(Set.of(server.pid())));
		}
		finally {
			for (EchoConnection connection : connections) {
				connection.close();
			}
		}
	}

	private static Path place(ServerProcess server, long pid, String name) {
		return server.temporary().resolve("uninterruptible-" + Long.toString(pid, Character.MAX_RADIX) + "-" + name);
	}

	private static void removeSockets(ServerProcess server) throws IOException {
		try (DirectoryStream<Path> left = Files.newDirectoryStream(server.temporary(), "uninterruptible-*")) {
			for (Path path : left) {
				assertThat(Processes.run("rm", "-rf", path.toString())).isTrue();
			}
		}
	}

	/**
	 * A socket in a directory of its own, whose queue is full.
	 */
	private static final class FullQueue implements AutoCloseable {

		private static final int MOST = 1000;

		private final Path directory;

		private final ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);

		private final List<SocketChannel> clients = new ArrayList<>();

		private boolean full;

		FullQueue(Path directory) throws IOException {
			this.directory = Files.createDirectory(directory,
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
			this.server.bind(UnixDomainSocketAddress.of(socket()), 1);
			while (!this.full && this.clients.size() < MOST) {
				SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
				client.configureBlocking(false);
				this.clients.add(client);
				this.full = isRefusedFor(client);
			}
		}

		/**
		 * The JDK throws where the kernel says that it would have to wait.
		 */
		private boolean isRefusedFor(SocketChannel client) throws IOException {
			try {
				return !client.connect(UnixDomainSocketAddress.of(socket()));
			}
			catch (SocketException ex) {
				return true;
			}
		}

		Path socket() {
			return this.directory.resolve("handoff");
		}

		boolean isFull() {
			return this.full;
		}

		void giveTo(int user) throws IOException {
			assumeTrue(Processes.run("chown", "-R", Integer.toString(user), this.directory.toString()),
					"Only root can give a directory to another user: not tested that it stays");
		}

		@Override
		public void close() throws IOException {
			for (SocketChannel client : this.clients) {
				client.close();
			}
			this.server.close();
		}

	}

}
