package dev.uninterruptible.sample;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server at a Unix-domain socket: a restart, a rollback and the end.
 */
class UnixSocketIT {

	private static final Optional<String> ROLLED_BACK = Optional.of("ROLLED_BACK");

	@Test
	void restartAndRollbackLoseNoConnectionAndTheFileIsThereUntilTheEnd(@TempDir Path directory) throws IOException {
		Path socket = directory.resolve("echo.sock");
		ServerOptions options = ServerOptions.onFreePorts(ServerOptions.STANDBY + "4s",
				"--uninterruptible.servers.unix.bind=unix://" + socket, "--uninterruptible.servers.unix.handler=echo");
		try (ServerProcess server = ServerProcess.start(options);
				Load echo = new Load(6, () -> (name) -> exchange(socket, name)).paced().start();
				Load file = new Load(1, () -> (name) -> look(socket)).paced().start()) {
			server.restart(Trigger.USR1);
			echo.awaitServed(100);
			ServerStatus before = server.status();
			ServerStatus successor = restartIntoStandby(server, before);
			echo.awaitServed(100);
			Processes.signal("TERM", successor.pid());
			Await.until("the predecessor serves again", ServerProcess.DEADLINE, () -> server.pid() == before.pid()
					&& server.status().lastRestart().equals(ROLLED_BACK) && !Processes.isAlive(successor.pid()));
			echo.awaitServed(100);
			assertThat(echo.stop().examples()).isEmpty();
			assertThat(file.stop().examples()).isEmpty();
			Processes.signal("TERM", before.pid());
			Await.until("the server is gone", ServerProcess.DEADLINE, () -> !Processes.isAlive(before.pid()));
			assertThat(directory).isEmptyDirectory();
		}
	}

	private static ServerStatus restartIntoStandby(ServerProcess server, ServerStatus before) throws IOException {
		Processes.signal("USR1", before.pid());
		ServerStatus successor = server.awaitSuccessor(before);
		Await.until("the predecessor stands by", ServerProcess.DEADLINE,
				() -> server.log()
					.lines("INFO", before.pid())
					.stream()
					.anyMatch((line) -> line.contains("has stopped accepting")));
		return successor;
	}

	private static void exchange(Path socket, String line) throws IOException {
		try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
			channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
			String answer = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
			if (!answer.equals(line + "\n")) {
				throw new WrongAnswerException("Sent '" + line + "' and got '" + answer + "'");
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
