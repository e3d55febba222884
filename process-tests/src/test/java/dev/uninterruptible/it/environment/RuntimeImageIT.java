package dev.uninterruptible.it.environment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

import dev.uninterruptible.testing.client.HttpReply;
import dev.uninterruptible.testing.load.Clients;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.ServerStatus;
import dev.uninterruptible.testing.process.StartScript;
import dev.uninterruptible.testing.process.Trigger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runtime images made by {@code jlink} that lack something.
 */
@Tag("deployment")
class RuntimeImageIT {

	@TempDir
	private Path directory;

	/**
	 * It has all modules of Java, and not {@code jdk.unsupported}, by which a JVM handles
	 * signals.
	 */
	@Test
	void imageWithoutSignalsIsRestartedByPostAndDoesNotDieOfUsr1() throws IOException {
		StartScript script = new StartScript(this.directory.resolve("start.sh"));
		ServerOptions options = ServerOptions.onFreePorts(script.asArgument(), ServerOptions.NO_STANDBY)
			.ofPackagedJar();
		try (ServerProcess server = ServerProcess.start(options); Clients clients = Clients.of(server)) {
			script.exec(inImage(server.command(), image("java.se")));
			ServerStatus inImage = server.restart(Trigger.POST).after();
			assertThat(server.log().lines("WARN", inImage.pid()))
				.anySatisfy((line) -> assertThat(line).contains("lacks the module jdk.unsupported")
					.contains("USR1 is ignored"));
			Processes.signal("USR1", inImage.pid());
			clients.awaitServed();
			server.restart(Trigger.POST);
			clients.assertNoneFailed();
		}
	}

	@Test
	void helperOfTheJdkThatIsNotExecutableIsNamedAndTheNextRestartWorksWhenItIs() throws IOException {
		Path image = image("java.se,jdk.unsupported");
		StartScript script = new StartScript(this.directory.resolve("start.sh"));
		ServerOptions options = ServerOptions.onFreePorts(script.asArgument(), ServerOptions.NO_STANDBY)
			.ofPackagedJar();
		try (ServerProcess server = ServerProcess.start(options); Clients clients = Clients.of(server)) {
			script.exec(inImage(server.command(), image));
			server.restart(Trigger.USR1);
			Path helper = image.resolve("lib/jspawnhelper");
			Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rw-r--r--"));
			HttpReply reply = server.actuator().restart();
			assertThat(ServerStatus.text(reply.body(), "reason"))
				.contains(helper + ", by which the JVM starts processes")
				.contains("chmod +x");
			Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rwxr-xr-x"));
			server.restart(Trigger.USR1);
			clients.assertNoneFailed();
		}
	}

	private Path image(String modules) {
		Path image = this.directory.resolve("image");
		int status = ToolProvider.findFirst("jlink")
			.orElseThrow()
			.run(System.out, System.err, "--add-modules", modules, "--output", image.toString());
		assertThat(status).isZero();
		return image;
	}

	private static List<String> inImage(List<String> command, Path image) {
		List<String> changed = new ArrayList<>(command);
		changed.set(0, image.resolve("bin/java").toString());
		return changed;
	}

}
