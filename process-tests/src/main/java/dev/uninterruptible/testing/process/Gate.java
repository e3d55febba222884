package dev.uninterruptible.testing.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.uninterruptible.testing.Await;

/**
 * Halts a generation at the end of the refresh of its application context, and ends it by
 * {@link System#exit}: the side of the test. The side of the generation is the fixture's
 * gatekeeper. The two speak by files of a directory.
 */
public final class Gate {

	private Gate() {
	}

	/**
	 * Waits until a generation is at its gate.
	 * @param directory the directory
	 * @return its pid
	 * @throws IOException if it cannot be read
	 */
	public static long awaitReached(Path directory) throws IOException {
		Path reached = directory.resolve("reached");
		Await.until("a successor is at the gate", () -> Files.exists(reached));
		return Long.parseLong(Files.readString(reached));
	}

	/**
	 * Lets the generation go on.
	 * @param directory the directory
	 * @throws IOException if the file cannot be written
	 */
	public static void open(Path directory) throws IOException {
		Files.createFile(directory.resolve("open"));
	}

	/**
	 * Ends the generation, whether it is at its gate or past it.
	 * @param directory the directory
	 * @param status with which status
	 * @throws IOException if the file cannot be written
	 */
	public static void exit(Path directory, int status) throws IOException {
		Path written = Files.writeString(directory.resolve("exit.new"), Integer.toString(status));
		Files.move(written, directory.resolve("exit"));
	}

}
