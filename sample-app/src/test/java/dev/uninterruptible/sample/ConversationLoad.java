package dev.uninterruptible.sample;

/**
 * Clients of {@link Conversation} that stay connected until they are told that an answer
 * was the last one.
 */
final class ConversationLoad extends Load {

	ConversationLoad(int clients, HttpTarget server) {
		super(clients, () -> new ConversationClient(server));
	}

}
