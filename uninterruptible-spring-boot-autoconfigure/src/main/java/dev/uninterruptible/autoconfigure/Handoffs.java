package dev.uninterruptible.autoconfigure;

import java.io.IOException;
import java.net.ConnectException;

import dev.uninterruptible.handoff.HandoffAddress;
import dev.uninterruptible.handoff.HandoffClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over from predecessors.
 */
final class Handoffs {

	private static final Logger logger = LoggerFactory.getLogger(Handoffs.class);

	private Handoffs() {
	}

	/**
	 * Take over the listeners of a predecessor.
	 * @param predecessor where it waits
	 * @return the connection to it, {@code null} if nobody waits there
	 * @throws ConfigurationException if it does not hand over its listeners
	 */
	static @Nullable HandoffClient takeOver(HandoffAddress predecessor) {
		try {
			return HandoffClient.connect(predecessor);
		}
		catch (ConnectException ex) {
			logger.info("Nobody serves at {}: this process starts without a predecessor", predecessor);
			return null;
		}
		catch (IOException ex) {
			throw failure(ex);
		}
	}

	private static ConfigurationException failure(IOException ex) {
		return new ConfigurationException(
				"The listeners of the predecessor could not be taken over: " + ex.getMessage(),
				"This process was started as the successor of another. Look for the reason in the log of that, which serves as before. "
						+ "To start without a predecessor, unset %s and %s, and leave 'uninterruptible.handoff.path' out. "
							.formatted(HandoffAddress.PATH_VARIABLE, HandoffAddress.TOKEN_VARIABLE)
						+ "A job that only shares the settings of a server is started with 'uninterruptible.restart.enabled' set to false.",
				ex);
	}

}
