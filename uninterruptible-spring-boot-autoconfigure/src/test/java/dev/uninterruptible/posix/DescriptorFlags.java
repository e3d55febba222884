package dev.uninterruptible.posix;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What Linux says of the descriptors of this process.
 */
final class DescriptorFlags {

	private static final int O_CLOEXEC = 02000000;

	private static final String FLAGS = "flags:";

	private DescriptorFlags() {
	}

	static boolean closeOnExec(Descriptor descriptor) throws IOException {
		String flags = Files.readAllLines(Path.of("/proc/self/fdinfo", Integer.toString(descriptor.number())))
			.stream()
			.filter((line) -> line.startsWith(FLAGS))
			.findFirst()
			.orElseThrow();
		return (Integer.parseInt(flags.substring(FLAGS.length()).strip(), 8) & O_CLOEXEC) != 0;
	}

	static long countListening(InetSocketAddress address) throws IOException {
		try (Stream<Path> entries = Files.list(Path.of("/proc/self/fd"))) {
			return entries.map((entry) -> new Descriptor(Integer.parseInt(String.valueOf(entry.getFileName()))))
				.filter((descriptor) -> address.equals(descriptor.localAddress()) && descriptor.isListeningStream())
				.count();
		}
	}

	static boolean isOpen(Descriptor descriptor) {
		return Files.exists(Path.of("/proc/self/fd", Integer.toString(descriptor.number())));
	}

}
