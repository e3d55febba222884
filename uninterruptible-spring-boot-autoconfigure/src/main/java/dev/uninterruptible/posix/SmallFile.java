package dev.uninterruptible.posix;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that a user has named, and that is read as a whole. Whoever opens a FIFO waits
 * for its other end, and many a device has no end: neither is read.
 */
public final class SmallFile {

	private static final int LARGEST = 1 << 20;

	private SmallFile() {
	}

	/**
	 * Read a file.
	 * @param path where it is; a link is followed
	 * @param charset what it is written in
	 * @return its content
	 * @throws IOException if it cannot be read, is no regular file, or has more than 1
	 * MiB
	 */
	public static String read(Path path, Charset charset) throws IOException {
		if (Files.exists(path) && !Files.isRegularFile(path)) {
			throw new IOException("it is no regular file");
		}
		try (InputStream in = Files.newInputStream(path)) {
			byte[] content = in.readNBytes(LARGEST + 1);
			if (content.length > LARGEST) {
				throw new IOException("it has more than %s bytes".formatted(LARGEST));
			}
			return new String(content, charset);
		}
	}

}
