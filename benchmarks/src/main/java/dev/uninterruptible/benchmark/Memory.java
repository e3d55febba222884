package dev.uninterruptible.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process needs of memory, in bytes.
 *
 * @param heap what is used of the heap after a collection
 * @param resident all of its pages that are in memory, 0 where the system does not tell
 */
record Memory(long heap, long resident) {

	private static final Path STATUS = Path.of("/proc/self/status");

	/**
	 * Return what this process has in memory.
	 */
	static long ofProcess() throws IOException {
		if (!Files.exists(STATUS)) {
			return 0;
		}
		return Files.readAllLines(STATUS)
			.stream()
			.filter((line) -> line.startsWith("VmRSS:"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
			.findFirst()
			.orElse(0);
	}

	static Memory ofLine(String line) {
		int space = line.indexOf(' ');
		return new Memory(Long.parseLong(line.substring(0, space)), Long.parseLong(line.substring(space + 1)));
	}

	/**
	 * Return what is needed in the heap and outside of it, where all of the heap was
	 * resident before.
	 */
	long sum() {
		return this.heap + this.resident;
	}

	String toLine() {
		return this.heap + " " + this.resident;
	}

	/**
	 * Return how much of the growth since then is due to each of so many connections.
	 */
	Memory perConnectionSince(Memory before, int connections) {
		return new Memory((this.heap - before.heap) / connections, (this.resident - before.resident) / connections);
	}

}
