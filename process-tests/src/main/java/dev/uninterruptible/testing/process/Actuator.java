package dev.uninterruptible.testing.process;

import java.io.IOException;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.client.HttpReply;

/**
 * The actuator endpoint, as whichever generation takes the connection answers it.
 *
 * @param port the port of the actuator
 */
public record Actuator(int port) {

	private static final String ENDPOINT = "/actuator/uninterruptible";

	/**
	 * What the generation says about itself.
	 * @return its status
	 * @throws IOException if there is none
	 */
	public ServerStatus status() throws IOException {
		HttpReply reply = HttpReply.get(this.port, ENDPOINT, Await.DEADLINE);
		if (reply.status() != 200) {
			throw new IOException("No status: " + reply);
		}
		return ServerStatus.parse(reply.body());
	}

	/**
	 * Asks for a restart and waits for the outcome.
	 * @return the reply
	 * @throws IOException if there is no reply
	 */
	public HttpReply restart() throws IOException {
		return HttpReply.post(this.port, ENDPOINT + "/restart", Await.DEADLINE);
	}

}
