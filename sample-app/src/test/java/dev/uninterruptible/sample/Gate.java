package dev.uninterruptible.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Halts a generation at the end of the refresh of its application context until a test
 * lets it go on, and lets the test end it by {@link System#exit}. A bean of the
 * generations that are {@linkplain StartScript#startGated started with it}. The two speak
 * by files of a directory.
 */
@Component
@ConditionalOnProperty("sample.gate")
class Gate implements SmartInitializingSingleton {

	private final Path directory;

	Gate(@Value("${sample.gate}") Path directory) {
		this.directory = directory;
	}

	/**
	 * Waits until a generation is at its gate.
	 * @param directory the directory
	 * @return its pid
	 * @throws IOException if it cannot be read
	 */
	static long awaitReached(Path directory) throws IOException {
		Path reached = directory.resolve("reached");
		Await.until("a successor is at the gate", ServerProcess.DEADLINE,
				() -> Files.exists(reached) && Files.size(reached) > 0);
		return Long.parseLong(Files.readString(reached));
	}

	static void open(Path directory) throws IOException {
		Files.createFile(directory.resolve("open"));
	}

	/**
	 * Ends the generation, whether it is at its gate or past it.
	 * @param directory the directory
	 * @param status with which status
	 * @throws IOException if the file cannot be written
	 */
	static void exit(Path directory, int status) throws IOException {
		Files.writeString(directory.resolve("exit"), Integer.toString(status));
	}

	@Override
	public void afterSingletonsInstantiated() {
		try {
			Files.writeString(this.directory.resolve("reached"), Long.toString(ProcessHandle.current().pid()));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		Await.until("the gate is open", ServerProcess.DEADLINE,
				() -> Files.exists(this.directory.resolve("open")) || exitIfTold());
		Thread.ofPlatform()
			.daemon()
			.name("exit")
			.start(() -> Await.until("told to exit", Duration.ofDays(1), this::exitIfTold));
	}

	private boolean exitIfTold() throws IOException {
		Path exit = this.directory.resolve("exit");
		if (Files.exists(exit) && Files.size(exit) > 0) {
			System.exit(Integer.parseInt(Files.readString(exit)));
		}
		return false;
	}

}
