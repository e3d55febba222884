package dev.uninterruptible.testing;

import java.io.IOException;

/**
 * An answer came, and it is not the one that was asked for.
 */
public final class WrongAnswerException extends IOException {

	public WrongAnswerException(String message) {
		super(message);
	}

}
