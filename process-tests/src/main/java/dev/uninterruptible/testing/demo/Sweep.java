package dev.uninterruptible.testing.demo;

import java.nio.file.Path;

import dev.uninterruptible.testing.process.Processes;

/**
 * Ends all servers below a directory, for when the JVM that started them could not do it.
 */
final class Sweep {

	private Sweep() {
	}

	/**
	 * Ends the servers.
	 * @param args the directory
	 */
	public static void main(String[] args) {
		Processes.killAll(Path.of(args[0]));
	}

}
