package dev.uninterruptible.posix;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * Two streams that are connected to one another.
 *
 * @param client the one that connected
 * @param server the one that was accepted
 */
record UnixStreamPair(UnixStream client, UnixStream server) implements Closeable {

	static UnixStreamPair open(Path directory) throws IOException {
		Path path = directory.resolve("pair");
		try (UnixListener listener = UnixListener.bind(path)) {
			UnixStream client = UnixStream.connect(path, Deadline.after(Duration.ofSeconds(5)));
			return new UnixStreamPair(client, Objects.requireNonNull(listener.accept()));
		}
	}

	@Override
	public void close() throws IOException {
		this.client.close();
		this.server.close();
	}

}
