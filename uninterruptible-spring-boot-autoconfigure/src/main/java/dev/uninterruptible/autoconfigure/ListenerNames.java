package dev.uninterruptible.autoconfigure;

/**
 * The names by which predecessor and successor know the listeners.
 */
final class ListenerNames {

	/**
	 * Where RequestHandlers serve, each server by its name.
	 */
	static final String SERVER = "server.";

	/**
	 * The main port of the embedded web server.
	 */
	static final String WEB = "web.main";

	/**
	 * A management port of its own.
	 */
	static final String MANAGEMENT = "web.management";

	private ListenerNames() {
	}

}
