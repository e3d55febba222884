package dev.uninterruptible.posix;

import java.io.IOException;

import jnr.constants.platform.Errno;

/**
 * A native call failed.
 */
public class PosixException extends IOException {

	private static final long serialVersionUID = 1L;

	PosixException(String call, Errno errno) {
		super("%s failed: %s (%s)".formatted(call, errno.description(), errno.name()));
	}

}
