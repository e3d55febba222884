package dev.uninterruptible.testing;

import java.io.IOException;

/**
 * An answer came, and it is not the one that was asked for.
 */
public final class WrongAnswerException extends IOException {

	/**
	 * Creates an exception.
	 * @param message what came
	 */
	public WrongAnswerException(String message) {
		super(message);
	}

}
