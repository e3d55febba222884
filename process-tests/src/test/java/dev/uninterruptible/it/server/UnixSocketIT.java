package dev.uninterruptible.it.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.WrongAnswerException;
import dev.uninterruptible.testing.client.EchoConnection;
import dev.uninterruptible.testing.load.Load;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.ServerStatus;
import dev.uninterruptible.testing.process.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server at a Unix-domain socket: a restart, a rollback and the end.
 */
class UnixSocketIT {

	@Test
	void restartAndRollbackLoseNoConnectionAndTheFileIsThereUntilTheEnd(@TempDir Path directory) throws IOException {
		Path socket = directory.resolve("echo.sock");
		ServerOptions options = ServerOptions.onFreePorts(ServerOptions.STANDBY + "6s",
				"--uninterruptible.servers.unix.bind=unix://" + socket, "--uninterruptible.servers.unix.handler=echo");
		try (ServerProcess server = ServerProcess.start(options);
				Load echo = new Load(6, EchoConnection.clientsAt(socket)).paced().start();
				Load file = new Load(1, () -> (name) -> look(socket)).paced().start()) {
			server.restart(Trigger.USR1);
			echo.awaitServed(100);
			ServerStatus before = server.status();
			ServerStatus successor = server.restartIntoStandby(before);
			echo.awaitServed(100);
			Processes.signal("TERM", successor.pid());
			server.awaitRolledBack(before);
			Await.until("the successor is gone", () -> !Processes.isAlive(successor.pid()));
			echo.awaitServed(100);
			assertThat(echo.stop().examples()).isEmpty();
			assertThat(file.stop().examples()).isEmpty();
			Processes.signal("TERM", before.pid());
			Await.until("the server is gone", () -> !Processes.isAlive(before.pid()));
			assertThat(directory).isEmptyDirectory();
		}
	}

	/**
	 * Somebody removes the file, so the successor binds another socket, and fails.
	 */
	@Test
	void fileThatAFailedSuccessorHasMadeKeepsNobodyFromBeingFound(@TempDir Path directory) throws IOException {
		Path socket = directory.resolve("echo.sock");
		ServerOptions options = ServerOptions.onFreePorts(ServerOptions.STANDBY + "6s",
				"--uninterruptible.servers.unix.bind=unix://" + socket, "--uninterruptible.servers.unix.handler=echo");
		try (ServerProcess server = ServerProcess.start(options)) {
			for (String signal : List.of("TERM", "KILL")) {
				ServerStatus before = server.status();
				Files.delete(socket);
				ServerStatus successor = server.restartIntoStandby(before);
				assertThat(socket).exists();
				Processes.signal(signal, successor.pid());
				server.awaitRolledBack(before);
				Await.until("the successor is gone", () -> !Processes.isAlive(successor.pid()));
				server.restart(Trigger.POST);
				try (Load echo = new Load(2, EchoConnection.clientsAt(socket)).paced().start()) {
					assertThat(echo.stop().examples()).isEmpty();
				}
			}
		}
	}

	private static void look(Path socket) throws IOException {
		String permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(socket));
		if (!permissions.equals("rw-rw----")) {
			throw new WrongAnswerException("The socket has the permissions " + permissions);
		}
	}

}
