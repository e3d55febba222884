package dev.uninterruptible.testing.client;

import java.io.IOException;
import java.time.Duration;

import dev.uninterruptible.testing.WrongAnswerException;

/**
 * A complete reply to one HTTP request.
 *
 * @param status the status code
 * @param body the body, as many bytes as the headers announce
 */
public record HttpReply(int status, String body) {

	/**
	 * Gets something on a connection of its own.
	 * @param port where to
	 * @param path the path
	 * @param timeout how long connecting and each read may take
	 * @return the reply
	 * @throws IOException if there is no complete reply
	 */
	public static HttpReply get(int port, String path, Duration timeout) throws IOException {
		return exchange(port, "GET", path, timeout);
	}

	/**
	 * Posts nothing, on a connection of its own.
	 * @param port where to
	 * @param path the path
	 * @param timeout how long connecting and each read may take
	 * @return the reply
	 * @throws IOException if there is no complete reply
	 */
	public static HttpReply post(int port, String path, Duration timeout) throws IOException {
		return exchange(port, "POST", path, timeout);
	}

	/**
	 * On a connection of its own, never tried twice.
	 */
	private static HttpReply exchange(int port, String method, String path, Duration timeout) throws IOException {
		try (HttpConnection connection = new HttpConnection(HttpTarget.plain(port), timeout)) {
			return connection.exchange(method, path, "Accept: application/json", "Connection: close");
		}
	}

	/**
	 * The body of a reply that must be a success.
	 * @return the body
	 * @throws WrongAnswerException if it is none
	 */
	public String ok() throws WrongAnswerException {
		if (this.status != 200) {
			throw new WrongAnswerException(toString());
		}
		return this.body;
	}

	/**
	 * Checks that the reply is the one that was asked for.
	 * @param expected the body
	 * @throws WrongAnswerException if it is another
	 */
	public void expect(String expected) throws WrongAnswerException {
		if (!ok().equals(expected)) {
			throw new WrongAnswerException("Expected '" + expected + "' and got " + this);
		}
	}

}
