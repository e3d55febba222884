package dev.uninterruptible.restart;

import java.io.IOException;

import dev.uninterruptible.handoff.HandoffAddress;
import dev.uninterruptible.handoff.HandoffListener;
import dev.uninterruptible.handoff.HandoffPoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fixed path, if there is one, at which a new process takes over from the one that
 * serves. Guarded by the {@link ServiceFiles}.
 */
final class TakeoverPoint {

	private static final Logger logger = LoggerFactory.getLogger(TakeoverPoint.class);

	private final Transport transport;

	private final @Nullable HandoffAddress address;

	private final HandoffListener listener;

	private @Nullable HandoffPoint point;

	TakeoverPoint(Transport transport, @Nullable HandoffAddress address, HandoffListener listener) {
		this.transport = transport;
		this.address = address;
		this.listener = listener;
	}

	/**
	 * Wait at the path for whoever comes, and replace whoever waited there before. Where
	 * this process waits there already, those who come just now are not turned away.
	 * @throws IOException if that is not possible
	 */
	void open() throws IOException {
		if (this.address != null && !(this.point != null && this.point.isThere())) {
			HandoffPoint opened = this.transport.awaitTakeover(this.address, this.listener);
			close();
			this.point = opened;
		}
	}

	/**
	 * Return whether nobody waits at the path, though somebody should. May block for a
	 * second.
	 * @throws IOException if that cannot be found out
	 */
	boolean isAbandoned() throws IOException {
		return this.address != null && !(this.point != null && this.point.isThere())
				&& !this.transport.isServed(this.address);
	}

	/**
	 * Wait no longer, and remove the path unless another process waits there by now.
	 */
	void close() {
		if (this.point != null) {
			try {
				this.point.close();
			}
			catch (IOException ex) {
				logger.warn("The handoff path {} could not be left: {}", this.address, ex.getMessage());
			}
			this.point = null;
		}
	}

	@Override
	public String toString() {
		return String.valueOf(this.address);
	}

}
