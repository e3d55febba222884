package dev.uninterruptible.posix;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import jnr.constants.platform.Errno;

/**
 * Waits until a descriptor can be read, or another thread wakes the one that waits, see
 * {@code poll(2)}. The selectors of jnr-enxio do not notice that they lack the
 * descriptors to be woken by.
 */
final class Readiness implements Closeable {

	private static final int POLL_LENGTH = 8;

	private static final int REPLY = 6;

	private static final short POLLIN = 1;

	private static final short POLLOUT = 4;

	private static final int FOREVER = -1;

	private static final int AT_ONCE = 0;

	private final Descriptor woken;

	private final Descriptor waker;

	private final ByteBuffer polled = ByteBuffer.allocateDirect(2 * POLL_LENGTH).order(ByteOrder.nativeOrder());

	private Readiness(int descriptor, Descriptor woken, Descriptor waker) {
		this.woken = woken;
		this.waker = waker;
		this.polled.putInt(descriptor).putShort(POLLIN).putShort((short) 0);
		this.polled.putInt(woken.number()).putShort(POLLIN).putShort((short) 0);
	}

	/**
	 * Prepare to wait for a descriptor.
	 * @param descriptor the descriptor, which stays the caller's
	 * @throws IOException if the process has no descriptor left
	 */
	static Readiness of(int descriptor) throws IOException {
		int[] pipe = new int[2];
		Posix.check("pipe", Posix.CALLS.pipe(pipe));
		Readiness readiness = new Readiness(descriptor, new Descriptor(pipe[0]), new Descriptor(pipe[1]));
		try {
			readiness.woken.closeOnExec();
			readiness.waker.closeOnExec();
			return readiness;
		}
		catch (IOException ex) {
			readiness.close();
			throw ex;
		}
	}

	/**
	 * Return whether a descriptor can be written to now.
	 * @param descriptor the descriptor
	 */
	static boolean isWritable(int descriptor) throws IOException {
		ByteBuffer polled = ByteBuffer.allocateDirect(POLL_LENGTH).order(ByteOrder.nativeOrder());
		polled.putInt(descriptor).putShort(POLLOUT).putShort((short) 0);
		int result = Posix.library().poll(polled.clear(), 1, AT_ONCE);
		return Posix.check("poll", result) > 0;
	}

	/**
	 * Wait. One thread at a time does.
	 * @return whether the descriptor can be read
	 */
	boolean await() throws IOException {
		int result;
		do {
			result = Posix.library().poll(this.polled.clear(), 2, FOREVER);
		}
		while (result < 0 && Posix.CALLS.errno() == Errno.EINTR.intValue());
		Posix.check("poll", result);
		return this.polled.getShort(REPLY) != 0;
	}

	/**
	 * Let the thread that waits return, and whichever waits later.
	 */
	void wakeUp() throws IOException {
		Posix.check("write", Posix.CALLS.write(this.waker.number(), new byte[1], 1));
	}

	/**
	 * Close it, when nobody waits.
	 */
	@Override
	public void close() {
		this.waker.close();
		this.woken.close();
	}

}
