package dev.uninterruptible.it.fault;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
import dev.uninterruptible.testing.process.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Processes that are stopped, so that the queues of their handoff sockets fill.
 */
class StoppedProcessIT {

	private static final Duration TO_GIVE_UP = Duration.ofSeconds(45);

	@TempDir
	private Path directory;

	@Test
	void newProcessGivesUpAtTheHandoffPathOfOneThatIsStopped() throws IOException {
		Path path = this.directory.resolve("handoff.sock");
		try (ServerProcess server = ServerProcess
			.start(ServerOptions.onFreePorts("--uninterruptible.handoff.path=" + path, ServerOptions.NO_STANDBY))) {
			Processes.signal("STOP", server.firstPid());
			List<SocketChannel> queue = fill(path);
			Process next = server.startByHand();
			Await.until("the new process gives up", TO_GIVE_UP, () -> !next.isAlive());
			assertThat(next.exitValue()).isEqualTo(1);
			assertThat(String.join("\n", server.log().lines())).contains("nobody answered at " + path);
			Processes.signal("CONT", server.firstPid());
			close(queue);
			try (Clients clients = Clients.of(server)) {
				Process another = server.startByHand();
				Await.until("the next one takes over",
						() -> server.status().pid() == another.pid() && !Processes.isAlive(server.firstPid()));
				clients.assertNoneFailed();
			}
		}
	}

	@Test
	void generationThatIsStoppedWhileItDrainsKeepsNobodyFromRestarting() throws IOException {
		List<SocketChannel> queues = new ArrayList<>();
		try (ServerProcess server = ServerProcess.start(ServerOptions.onFreePorts(ServerOptions.STANDBY + "1s"));
				EchoConnection open = server.connect()) {
			Restart first = server.restart(Trigger.POST);
			Processes.signal("STOP", first.before().pid());
			try (DirectoryStream<Path> sockets = Files.newDirectoryStream(server.temporary(), "uninterruptible-*")) {
				for (Path socket : sockets) {
					queues.addAll(fill(socket.resolve("handoff")));
				}
			}
			assertThat(queues).isNotEmpty();
			try (Clients clients = Clients.of(server)) {
				for (int i = 0; i < 2; i++) {
					Restart next = server.restart(Trigger.POST);
					Await.until("the others are gone",
							() -> server.processes().equals(Set.of(first.before().pid(), next.after().pid())));
				}
				clients.assertNoneFailed();
			}
			Processes.signal("CONT", first.before().pid());
			open.exchange("sent after it was continued");
			assertThat(server.awaitExit()).isZero();
		}
		finally {
			close(queues);
		}
	}

	private static List<SocketChannel> fill(Path socket) throws IOException {
		List<SocketChannel> queue = new ArrayList<>();
		boolean accepted = true;
		while (accepted && queue.size() < 1000) {
			SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
			channel.configureBlocking(false);
			queue.add(channel);
			accepted = isAccepted(channel, socket);
		}
		assertThat(accepted).isFalse();
		return queue;
	}

	/**
	 * The JDK throws where the kernel says that it would have to wait.
	 */
	private static boolean isAccepted(SocketChannel channel, Path socket) throws IOException {
		try {
			return channel.connect(UnixDomainSocketAddress.of(socket));
		}
		catch (ConnectException ex) {
			throw ex;
		}
		catch (SocketException ex) {
			return false;
		}
	}

	private static void close(List<SocketChannel> queue) throws IOException {
		for (SocketChannel channel : queue) {
			channel.close();
		}
	}

}
