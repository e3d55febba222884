package dev.uninterruptible.posix;

/**
 * The operating system is supported, but the JVM lets no native call through.
 */
public class NativeAccessDeniedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	NativeAccessDeniedException() {
		super("jnr-posix could not load its native library, so sockets cannot be passed to a successor");
	}

}
