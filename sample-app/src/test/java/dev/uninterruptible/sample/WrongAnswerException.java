package dev.uninterruptible.sample;

import java.io.IOException;

/**
 * An answer came, and it is not the one that was asked for.
 */
final class WrongAnswerException extends IOException {

	WrongAnswerException(String message) {
		super(message);
	}

}
