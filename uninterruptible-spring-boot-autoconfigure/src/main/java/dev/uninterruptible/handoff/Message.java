package dev.uninterruptible.handoff;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import dev.uninterruptible.listener.ConnectionTotals;
import dev.uninterruptible.listener.Listener;

/**
 * A message of the handoff protocol, in the order in which they are sent.
 */
public sealed interface Message {

	/**
	 * The successor introduces itself.
	 *
	 * @param version the protocol that it speaks
	 * @param token the one-time secret that its predecessor gave it
	 * @param pid its process
	 */
	record Hello(int version, String token, long pid) implements Message {

	}

	/**
	 * The predecessor sends the successor away, at first or at any time until it has
	 * committed: it serves, or accepts again, and the successor must not.
	 *
	 * @param reason why, for a person to read
	 */
	record Refused(String reason) implements Message {

	}

	/**
	 * The predecessor offers its listeners. Their descriptors follow, one for each
	 * listener and in their order.
	 *
	 * @param generation the predecessor's generation
	 * @param pid the predecessor's process
	 * @param listeners the listeners
	 * @param draining the processes that still finish their connections, the predecessor
	 * not among them
	 */
	record Offer(int generation, long pid, List<OfferedListener> listeners,
			List<DrainingGeneration> draining) implements Message {

		public Offer {
			listeners = List.copyOf(listeners);
			draining = List.copyOf(draining);
		}

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
	 * The successor cannot serve.
	 *
	 * @param reason why, for a person to read
	 */
	record Failed(String reason) implements Message {

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

	}

	/**
	 * A listener on offer.
	 *
	 * @param name its name
	 * @param address its local address, as {@link Listener#location()} writes it
	 */
	record OfferedListener(String name, String address) {

		static OfferedListener of(Listener listener) {
			return new OfferedListener(listener.name(), listener.location());
		}

	}

}
