package dev.uninterruptible.posix;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Gives tests descriptors of their own, by passing them over a Unix-domain socket as a
 * predecessor does.
 */
public final class PassedDescriptors {

	private static final Duration PROMPT = Duration.ofSeconds(10);

	private PassedDescriptors() {
	}

	/**
	 * Pass descriptors from this process to itself.
	 * @param descriptors the descriptors
	 * @return new descriptors that name the same, for the caller to close
	 */
	public static List<Descriptor> pass(List<Descriptor> descriptors) throws IOException {
		Path directory = Files.createTempDirectory("passing");
		try (UnixStreamPair pair = UnixStreamPair.open(directory)) {
			pair.client().sendDescriptors(descriptors, Deadline.after(PROMPT));
			return pair.server().receiveDescriptors(descriptors.size(), Deadline.after(PROMPT));
		}
		finally {
			Files.delete(directory);
		}
	}

	/**
	 * Pass the socket of a channel.
	 * @param channel a channel that listens
	 * @return a new descriptor for its socket, for the caller to close
	 */
	public static Descriptor of(ServerSocketChannel channel) throws IOException {
		InetSocketAddress address = (InetSocketAddress) channel.getLocalAddress();
		return pass(List.of(OpenDescriptors.findListening(address))).getFirst();
	}

}
