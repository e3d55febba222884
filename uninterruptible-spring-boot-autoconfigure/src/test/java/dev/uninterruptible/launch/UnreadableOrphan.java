package dev.uninterruptible.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.handoff.HandoffAddress;
import org.awaitility.Awaitility;

/**
 * A program that launches a start command which leaves a {@code ./sleep} behind, and ends
 * it. Exits with 0 if nothing is left, and with {@value #READABLE} if the environment of
 * the {@code sleep} could be read.
 */
final class UnreadableOrphan {

	static final int READABLE = 9;

	private UnreadableOrphan() {
	}

	public static void main(String[] arguments) throws Exception {
		Path directory = Path.of(arguments[0]);
		SuccessorProcess process = new CommandLauncher(
				StartCommand.ofShell("./sleep 100 & echo $! > child.tmp; mv child.tmp child; exit 0"), directory, null,
				null)
			.launch(new HandoffAddress(directory.resolve("handoff"), "0123456789abcdef"));
		int unused = process.exit().get(10, TimeUnit.SECONDS);
		Path file = directory.resolve("child");
		Awaitility.await().until(() -> Files.exists(file));
		ProcessHandle child = ProcessHandle.of(Long.parseLong(Files.readString(file).strip())).orElseThrow();
		if (Files.isReadable(Path.of("/proc/%s/environ".formatted(child.pid())))) {
			child.destroyForcibly();
			System.exit(READABLE);
		}
		process.end(Duration.ZERO, Duration.ofSeconds(5));
		System.exit(ProcessTree.isRunning(child) ? 1 : 0);
	}

}
