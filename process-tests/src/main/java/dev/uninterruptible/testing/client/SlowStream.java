package dev.uninterruptible.testing.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads no faster than it was told to.
 */
final class SlowStream extends FilterInputStream {

	private final int bytesPerSecond;

	SlowStream(InputStream in, int bytesPerSecond) {
		super(in);
		this.bytesPerSecond = bytesPerSecond;
	}

	@Override
	public int read(byte[] buffer, int offset, int length) throws IOException {
		int read = super.read(buffer, offset, length);
		if (read > 0) {
			LockSupport.parkNanos(read * TimeUnit.SECONDS.toNanos(1) / this.bytesPerSecond);
		}
		return read;
	}

}
