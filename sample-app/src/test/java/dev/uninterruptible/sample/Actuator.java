package dev.uninterruptible.sample;

import java.io.IOException;

/**
 * The actuator endpoint, as whichever generation takes the connection answers it.
 *
 * @param port the port of the actuator
 */
record Actuator(int port) {

	private static final String ENDPOINT = "/actuator/uninterruptible";

	ServerStatus status() throws IOException {
		HttpReply reply = HttpReply.get(this.port, ENDPOINT, ServerProcess.DEADLINE);
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
	HttpReply restart() throws IOException {
		return HttpReply.post(this.port, ENDPOINT + "/restart", ServerProcess.DEADLINE);
	}

}
