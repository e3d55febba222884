package dev.uninterruptible.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

/**
 * The process of a server. It prints its port, then answers each line that it reads with
 * what it needs of memory, and ends when there are no more lines: when whoever started it
 * is gone.
 */
final class ServerMain {

	private static final int COLLECTIONS = 3;

	private ServerMain() {
	}

	public static void main(String[] args) throws IOException {
		System.out.println(Contestant.valueOf(args[0]).serve());
		try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
			while (in.readLine() != null) {
				System.out.println(memory().toLine());
			}
		}
		Runtime.getRuntime().halt(0);
	}

	private static Memory memory() throws IOException {
		for (int i = 0; i < COLLECTIONS; i++) {
			System.gc();
		}
		return new Memory(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), Memory.ofProcess());
	}

}
