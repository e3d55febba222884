package dev.uninterruptible.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import dev.uninterruptible.handoff.HandoffAddress;

/**
 * A launched process and all that it started: its descendants, and on Linux also those
 * that outlived their parents, which the token in their environment gives away.
 *
 * @param root the process that was launched
 * @param address what it was given in its environment
 */
record ProcessTree(ProcessHandle root, HandoffAddress address) {

	/**
	 * Return the processes that are alive now.
	 */
	List<ProcessHandle> processes() {
		return Stream.of(Stream.of(this.root), this.root.descendants(), strays())
			.flatMap((processes) -> processes)
			.distinct()
			.filter(ProcessHandle::isAlive)
			.toList();
	}

	private Stream<ProcessHandle> strays() {
		String mark = HandoffAddress.TOKEN_VARIABLE + "=" + this.address.token();
		return ProcessHandle.allProcesses().filter((process) -> environment(process).contains(mark));
	}

	private static String environment(ProcessHandle process) {
		try {
			return Files.readString(Path.of("/proc", Long.toString(process.pid()), "environ"),
					StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			return "";
		}
	}

}
