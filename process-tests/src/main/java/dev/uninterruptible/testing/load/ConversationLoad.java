package dev.uninterruptible.testing.load;

import dev.uninterruptible.testing.client.HttpTarget;

/**
 * Clients of {@link Conversation} that stay connected until they are told that an answer
 * was the last one.
 */
public final class ConversationLoad extends Load {

	/**
	 * Creates the load.
	 * @param clients how many clients
	 * @param server the server
	 */
	public ConversationLoad(int clients, HttpTarget server) {
		super(clients, () -> new ConversationClient(server));
	}

}
