package dev.uninterruptible.posix;

import java.nio.ByteBuffer;

import jnr.constants.platform.Errno;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Platform;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import jnr.ffi.byref.IntByReference;
import jnr.ffi.types.intptr_t;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;
import jnr.posix.util.DefaultPOSIXHandler;

/**
 * The native calls: jnr-posix, and the few functions of the C library that it lacks.
 */
final class Posix {

	static final POSIX CALLS = POSIXFactory.getPOSIX(new DefaultPOSIXHandler(), true);

	private Posix() {
	}

	static CLibrary library() {
		return CLibraryHolder.LIBRARY;
	}

	static boolean isLinux() {
		return Platform.getNativePlatform().getOS() == Platform.OS.LINUX;
	}

	static boolean isMacOs() {
		return Platform.getNativePlatform().getOS() == Platform.OS.DARWIN;
	}

	/**
	 * Return the result of a call, or throw if it is negative.
	 * @param call the name of the function, for the message
	 * @param result what the function returned
	 * @return the result
	 * @throws PosixException if the result is negative
	 */
	static int check(String call, int result) throws PosixException {
		if (result < 0) {
			throw new PosixException(call, Errno.valueOf(CALLS.errno()));
		}
		return result;
	}

	/**
	 * Functions of the C library that jnr-posix does not offer.
	 */
	public interface CLibrary {

		int socket(int family, int type, int protocol);

		int bind(int descriptor, @In byte[] address, int length);

		int connect(int descriptor, @In byte[] address, int length);

		int listen(int descriptor, int backlog);

		int poll(@In @Out ByteBuffer descriptors, long count, int timeout);

		int getpeereid(int descriptor, @Out int[] uid, @Out int[] gid);

		int getsockname(int descriptor, @Out byte[] address, @In @Out IntByReference length);

		int getsockopt(int descriptor, int level, int option, @Out byte[] value, @In @Out IntByReference length);

		@intptr_t
		long signal(int signal, @intptr_t long handler);

	}

	private static final class CLibraryHolder {

		static final CLibrary LIBRARY = LibraryLoader.create(CLibrary.class)
			.load(Platform.getNativePlatform().getStandardCLibraryName());

	}

}
