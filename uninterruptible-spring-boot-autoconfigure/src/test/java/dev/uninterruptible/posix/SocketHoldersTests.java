package dev.uninterruptible.posix;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SocketHolders}.
 */
@EnabledOnOs(OS.LINUX)
class SocketHoldersTests {

	@TempDir
	private Path directory;

	private Descriptor socket;

	private Process other;

	@BeforeEach
	void start() throws IOException {
		this.socket = Descriptor.listenAt(this.directory.resolve("s"), PosixFilePermissions.fromString("rw-------"), 1);
		this.other = new ProcessBuilder("sleep", "60").start();
	}

	@AfterEach
	void end() throws IOException {
		this.other.destroyForcibly();
		this.socket.close();
	}

	@Test
	void processThatHasTheSocketHoldsIt() throws IOException {
		assertThat(SocketHolders.mayBeHeldBy(this.socket, Set.of(this.other.pid(), ProcessHandle.current().pid())))
			.isTrue();
	}

	@Test
	void processThatLivesWithoutTheSocketDoesNotHoldIt() throws IOException {
		assertThat(SocketHolders.mayBeHeldBy(this.socket, Set.of(this.other.pid()))).isFalse();
		assertThat(SocketHolders.isHeldBesides(this.socket, Set.of())).isFalse();
	}

	@Test
	void processThatIsGoneHoldsNothing() throws Exception {
		this.other.destroyForcibly().waitFor();
		assertThat(SocketHolders.mayBeHeldBy(this.socket, Set.of(this.other.pid()))).isFalse();
	}

	@Test
	void nobodyHoldsNothing() throws IOException {
		assertThat(SocketHolders.mayBeHeldBy(this.socket, Set.of())).isFalse();
	}

}
