package dev.uninterruptible.listener;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this process changes of a socket. While the socket is also a predecessor's, who
 * accepts from it and may accept again, the changes wait: it must find its socket as it
 * was.
 */
final class SocketChanges {

	private static final Logger logger = LoggerFactory.getLogger(SocketChanges.class);

	private final Map<String, SocketChange> waiting = new LinkedHashMap<>();

	private boolean owned;

	SocketChanges(boolean owned) {
		this.owned = owned;
	}

	/**
	 * Make a change, now or once the socket is this process's own.
	 * @param what what is changed: of several changes that wait, the last one counts
	 * @param change changes it
	 * @throws IOException if that fails now
	 */
	synchronized void make(String what, SocketChange change) throws IOException {
		if (this.owned) {
			change.make();
		}
		else {
			this.waiting.put(what, change);
		}
	}

	/**
	 * The socket is this process's own: make the changes that wait.
	 * @param socket the socket's name, for the log
	 */
	synchronized void own(Object socket) {
		this.owned = true;
		this.waiting.forEach((what, change) -> make(socket, what, change));
		this.waiting.clear();
	}

	private static void make(Object socket, String what, SocketChange change) {
		try {
			change.make();
		}
		catch (IOException | RuntimeException ex) {
			logger.warn("Listener {} keeps the {} of its predecessor: {}", socket, what, ex.getMessage());
		}
	}

	/**
	 * Another process has the socket.
	 */
	synchronized void disown() {
		this.owned = false;
	}

}
