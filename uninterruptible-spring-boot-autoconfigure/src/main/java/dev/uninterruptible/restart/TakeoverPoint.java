package dev.uninterruptible.restart;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

import dev.uninterruptible.handoff.HandoffServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fixed path, if there is one, at which a new process takes over from the one that
 * serves. Used by the thread that owns the state machine.
 */
final class TakeoverPoint {

	private static final Logger logger = LoggerFactory.getLogger(TakeoverPoint.class);

	private final @Nullable Path path;

	private final Consumer<Event> inbox;

	private @Nullable HandoffServer server;

	TakeoverPoint(@Nullable Path path, Consumer<Event> inbox) {
		this.path = path;
		this.inbox = inbox;
	}

	/**
	 * Wait at the path for whoever comes, and replace whoever waited there before.
	 * @throws IOException if that is not possible
	 */
	void open() throws IOException {
		if (this.path != null) {
			HandoffServer opened = HandoffServer.openAt(this.path, new SuccessorEvents(this.inbox, null));
			close();
			this.server = opened;
		}
	}

	/**
	 * Wait no longer, and remove the path unless another process waits there by now.
	 */
	void close() {
		if (this.server != null) {
			try {
				this.server.close();
			}
			catch (IOException ex) {
				logger.warn("The handoff path {} could not be left: {}", this.path, ex.getMessage());
			}
			this.server = null;
		}
	}

}
