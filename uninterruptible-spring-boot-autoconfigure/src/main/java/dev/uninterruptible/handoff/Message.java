package dev.uninterruptible.handoff;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import dev.uninterruptible.listener.ConnectionTotals;
import dev.uninterruptible.listener.Listener;
import org.jspecify.annotations.Nullable;

/**
 * A message of the handoff protocol, in the order in which they are sent.
 */
public sealed interface Message {

	/**
	 * What this version of the library can say and understand. A peer that does not tell
	 * its revision has the first, which knows neither {@link Unwell}, {@link Owned},
	 * {@link HandingOff} nor {@link Leaving}, and cannot come back once it has committed.
	 */
	int REVISION = 2;

	/**
	 * The revision of peers that do not tell theirs.
	 */
	int FIRST_REVISION = 1;

	/**
	 * How long a reason may be. A whole message must fit into the buffer of a socket.
	 */
	int LONGEST_REASON = 2000;

	private static String shortened(String reason) {
		return (reason.length() <= LONGEST_REASON) ? reason : reason.substring(0, LONGEST_REASON) + " ...";
	}

	/**
	 * The successor connects.
	 *
	 * @param version the protocol that it speaks
	 * @param token the one-time secret that its predecessor gave it
	 * @param pid its process
	 * @param revision what it can say and understand, see {@link #REVISION}
	 * @param application what application it runs, empty if it does not tell
	 */
	record Hello(int version, String token, long pid, int revision, String application) implements Message {

		/**
		 * Create the message of this version of the library.
		 */
		Hello(int version, String token, long pid) {
			this(version, token, pid, REVISION, "");
		}

	}

	/**
	 * The predecessor sends the successor away, at first or at any time: it serves, or
	 * accepts again, and the successor must not.
	 *
	 * @param reason why, for a person to read
	 */
	record Refused(String reason) implements Message {

		public Refused {
			reason = shortened(reason);
		}

	}

	/**
	 * The predecessor offers its listeners. Their descriptors follow, one for each
	 * listener and in their order.
	 *
	 * @param generation the predecessor
	 * @param listeners the listeners
	 * @param draining the processes that still finish their connections, the predecessor
	 * not among them
	 * @param revision what the predecessor can say and understand, see {@link #REVISION}
	 */
	record Offer(Generation generation, List<OfferedListener> listeners, List<DrainingGeneration> draining,
			int revision) implements Message {

		/**
		 * Create the message of this version of the library.
		 * @param generation the predecessor
		 * @param listeners the listeners
		 * @param draining the processes that still finish their connections
		 */
		public Offer(Generation generation, List<OfferedListener> listeners, List<DrainingGeneration> draining) {
			this(generation, listeners, draining, REVISION);
		}

		public Offer {
			listeners = List.copyOf(listeners);
			draining = List.copyOf(draining);
		}

	}

	/**
	 * The successor starts. Sent at most once a second, and only while the predecessor
	 * reads: it is no loss if it is not.
	 *
	 * @param step how far it is, for a person to read
	 */
	record Starting(String step) implements Message {

	}

	/**
	 * The successor is ready and accepts connections.
	 */
	record Ready() implements Message {

	}

	/**
	 * The successor is still well. Sent again and again while the predecessor stands by,
	 * so that a successor that hangs is found out.
	 */
	record Alive() implements Message {

	}

	/**
	 * The successor accepts, but its application is not well. Whether the predecessor
	 * accepts again is for that to decide: it may be no better off.
	 *
	 * @param reason what is wrong, for a person to read
	 */
	record Unwell(String reason) implements Message {

		public Unwell {
			reason = shortened(reason);
		}

	}

	/**
	 * The successor cannot serve, or was told to end: the predecessor must accept again.
	 *
	 * @param reason why, for a person to read
	 */
	record Failed(String reason) implements Message {

		public Failed {
			reason = shortened(reason);
		}

	}

	/**
	 * The predecessor has stopped accepting. Until it has committed, it will accept again
	 * should the successor fail.
	 *
	 * @param standby how long it stands by
	 */
	record Yielded(Duration standby) implements Message {

	}

	/**
	 * The restart is over: the predecessor drains and will exit.
	 *
	 * @param trigger what asked for the restart
	 * @param requestedAt when it was asked for
	 * @param duration how long it took until the predecessor had stopped accepting
	 * @param draining the predecessor, if it can be watched, and whoever else still
	 * finishes its connections
	 */
	record Committed(String trigger, Instant requestedAt, Duration duration,
			List<DrainingGeneration> draining) implements Message {

		public Committed {
			draining = List.copyOf(draining);
		}

	}

	/**
	 * The successor has heard that the predecessor has committed. The predecessor answers
	 * by {@link Draining}, and then the successor owns the service.
	 *
	 * @param listeners what it listens on: nobody accepts from the others any more
	 */
	record Owned(List<OfferedListener> listeners) implements Message {

		/**
		 * Create the message.
		 */
		public Owned {
			listeners = List.copyOf(listeners);
		}

		/**
		 * Return whether it listens at an address, under whatever name.
		 * @param address the address
		 * @return {@code true} if one of its listeners has that address
		 */
		public boolean isAt(String address) {
			return this.listeners.stream().anyMatch((listener) -> listener.address().equals(address));
		}

	}

	/**
	 * The process that serves tells those that served before it whom it hands over to: it
	 * may die before that one has connected to them.
	 *
	 * @param successor the process that gets the listeners
	 */
	record HandingOff(long successor) implements Message {

	}

	/**
	 * A process tells those that served before it that it ends in order, so that none of
	 * them takes it for dead and accepts again. One that had come back while a later one
	 * started tells that one so when it leaves the service to it.
	 *
	 * @param last whether the service ends with it
	 * @param servedBy otherwise, the process that serves
	 */
	record Leaving(boolean last, long servedBy) implements Message {

	}

	/**
	 * A process that finishes its connections asks those that came after it which of them
	 * serves, because one of them is gone. The one that does answers by {@link Ready};
	 * one that should, and does not yet, says so when it does.
	 */
	record WhoServes() implements Message {

	}

	/**
	 * A process that finishes its connections tells those who watch it how many there
	 * are.
	 *
	 * @param activeConnections how many connections are open
	 * @param totals what it has counted since it started
	 */
	record Draining(int activeConnections, ConnectionTotals totals) implements Message {

	}

	/**
	 * The process that serves tells one that finishes its connections that its time is
	 * over: it must close them and exit.
	 *
	 * @param reason why, for a person to read
	 */
	record Expired(String reason) implements Message {

		public Expired {
			reason = shortened(reason);
		}

	}

	/**
	 * A listener on offer.
	 *
	 * @param name its name
	 * @param address its local address, as {@link Listener#location()} writes it
	 * @param fileKey what tells the file of a Unix-domain listener from another one of
	 * that name, {@code null} where there is none, or the peer does not tell
	 */
	record OfferedListener(String name, String address, @Nullable String fileKey) {

		/**
		 * Describe a listener that has no file.
		 * @param name its name
		 * @param address its local address
		 */
		public OfferedListener(String name, String address) {
			this(name, address, null);
		}

		/**
		 * Describe a listener.
		 * @param listener the listener
		 * @return what is told of it
		 */
		public static OfferedListener of(Listener listener) {
			return new OfferedListener(listener.name(), listener.location(), listener.fileKey());
		}

	}

}
