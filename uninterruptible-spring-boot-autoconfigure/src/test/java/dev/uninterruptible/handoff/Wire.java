package dev.uninterruptible.handoff;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * What the wire makes of a message, for a simulation that has none.
 */
public final class Wire {

	private Wire() {
	}

	/**
	 * Encode a message and decode it again.
	 * @param message the message
	 * @param revision what the two ends know: a message is changed, or lost, where that
	 * is less than this version of the library knows
	 * @return the message as it arrives, {@code null} if the reader ignores it
	 */
	public static @Nullable Message carry(Message message, int revision) {
		try {
			Message arrived = MessageCodec.decode(MessageCodec.encode(message));
			return (revision == Message.FIRST_REVISION) ? ofFirstRevision(arrived) : arrived;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static @Nullable Message ofFirstRevision(@Nullable Message message) {
		return switch (message) {
			case null -> null;
			case Message.Hello hello -> new Message.Hello(hello.version(), hello.token(), hello.pid(), 1, "");
			case Message.Offer offer ->
				new Message.Offer(offer.generation(), offer.listeners(), offer.draining(), Message.FIRST_REVISION);
			case Message.Starting starting -> null;
			case Message.Unwell unwell -> null;
			case Message.Owned owned -> null;
			case Message.HandingOff handingOff -> null;
			case Message.Leaving leaving -> null;
			case Message.WhoServes asked -> null;
			case Message other -> other;
		};
	}

	/**
	 * Return what a successor says first.
	 * @param address where its predecessor waits
	 * @param pid its process
	 * @return the message
	 */
	public static Message hello(HandoffAddress address, long pid) {
		return new Message.Hello(HandoffConnection.PROTOCOL_VERSION, address.token(), pid);
	}

}
