package dev.uninterruptible.posix;

/**
 * Tells whether this process can pass sockets to another one.
 */
public final class NativeAccess {

	private NativeAccess() {
	}

	/**
	 * Return whether sockets can be passed between processes on this operating system.
	 * @return {@code true} on Linux and macOS
	 */
	public static boolean isSupported() {
		return Posix.isLinux() || Posix.isMacOs();
	}

	/**
	 * Check that native calls work. Where native access is denied, jnr-posix falls back
	 * to stubs that do nothing and say nothing.
	 * @throws NativeAccessDeniedException if the operating system is supported but native
	 * calls are not possible
	 */
	public static void check() {
		if (isSupported() && !Posix.CALLS.isNative()) {
			throw new NativeAccessDeniedException();
		}
	}

}
