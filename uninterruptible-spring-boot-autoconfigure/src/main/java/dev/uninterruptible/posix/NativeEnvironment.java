package dev.uninterruptible.posix;

/**
 * The environment of this process as the C library has it: what child processes inherit,
 * unless they are given one of their own.
 */
public final class NativeEnvironment {

	private NativeEnvironment() {
	}

	/**
	 * Remove a variable. The JVM's own copy, {@link System#getenv()}, keeps it.
	 * @param name the variable's name
	 */
	public static void remove(String name) {
		Posix.CALLS.unsetenv(name);
	}

}
