package dev.uninterruptible.it.environment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

import dev.uninterruptible.testing.load.Clients;
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
 * An application that is processed ahead of time, as by {@code spring-boot:process-aot},
 * on the host where it serves and with its settings.
 */
@Tag("deployment")
class AheadOfTimeIT {

	private static final String MAIN = "dev.uninterruptible.sample.SampleApplication";

	private static final String PROCESSOR = "org.springframework.boot.SpringApplicationAotProcessor";

	@TempDir
	private Path directory;

	@Test
	void buildLeavesTheServerAloneAndItsResultIsRestarted() throws Exception {
		StartScript script = new StartScript(this.directory.resolve("start.sh"));
		ServerOptions options = ServerOptions.onFreePorts(script.asArgument(), ServerOptions.NO_STANDBY,
				"--uninterruptible.handoff.path=" + this.directory.resolve("handoff"));
		try (ServerProcess server = ServerProcess.start(options); Clients clients = Clients.of(server)) {
			ServerStatus before = server.status();
			JarCommand command = JarCommand.of(server.command());
			process(command);
			assertThat(server.log().lines()).noneMatch((line) -> line.contains("was asked by"));
			assertThat(server.status().pid()).isEqualTo(before.pid());
			script.exec(command.runs(List.of("-Dspring.aot.enabled=true"), path("classes") + ":" + path("resources"),
					List.of(MAIN)));
			server.restart(Trigger.USR1);
			long last = server.restart(Trigger.POST).after().pid();
			assertThat(server.log().lines("INFO", last))
				.anyMatch((line) -> line.contains("Starting AOT-processed SampleApplication"));
			clients.assertNoneFailed();
		}
	}

	private void process(JarCommand command) throws IOException, InterruptedException {
		Path log = this.directory.resolve("process.log");
		Process process = new ProcessBuilder(
				command.runs(List.of(), path("classes"),
						List.of(PROCESSOR, MAIN, path("sources"), path("resources"), path("classes"),
								"dev.uninterruptible", "sample")))
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		assertThat(process.waitFor()).as(() -> "see " + log).isZero();
		List<String> javac = new ArrayList<>(
				List.of("-nowarn", "-proc:none", "-d", path("classes"), "-cp", path("classes") + ":" + command.jar()));
		try (Stream<Path> files = Files.walk(Path.of(path("sources")))) {
			files.map(Path::toString).filter((file) -> file.endsWith(".java")).forEach(javac::add);
		}
		assertThat(
				ToolProvider.findFirst("javac").orElseThrow().run(System.out, System.err, javac.toArray(String[]::new)))
			.isZero();
	}

	private String path(String name) {
		return this.directory.resolve(name).toString();
	}

	/**
	 * The command that runs a jar, in its parts.
	 */
	private record JarCommand(List<String> jvm, String jar, List<String> arguments) {

		static JarCommand of(List<String> command) {
			int option = command.indexOf("-jar");
			List<String> jvm = command.subList(0, option).stream().filter((word) -> !isArchive(word)).toList();
			return new JarCommand(jvm, command.get(option + 1), command.subList(option + 2, command.size()));
		}

		/**
		 * One that is made for another class path is not used.
		 */
		private static boolean isArchive(String option) {
			return option.startsWith("-XX:AOTCache=") || option.startsWith("-XX:SharedArchiveFile=");
		}

		/**
		 * Return the command that runs a class of the jar with the same arguments.
		 */
		List<String> runs(List<String> options, String classPath, List<String> main) {
			List<String> command = new ArrayList<>(this.jvm);
			command.addAll(options);
			command.addAll(List.of("-cp", classPath + ":" + this.jar));
			command.addAll(main);
			command.addAll(this.arguments);
			return command;
		}

	}

}
