package dev.uninterruptible.server;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Puts the name of the server and the address of the client into the {@link MDC} for as
 * long as a connection is served, so that what a handler logs says whom it served.
 */
public final class MdcConnectionObserver implements ConnectionObserver {

	/**
	 * Key of the name of the server, {@code default} where there is only one.
	 */
	public static final String SERVER = "server";

	/**
	 * Key of the address of the client, for example {@code 192.0.2.1:50000}. Left out
	 * where the client has none.
	 */
	public static final String CLIENT = "client";

	@Override
	public void accepted(Connection connection) {
		MDC.put(SERVER, connection.server());
		String client = connection.clientName();
		if (client != null) {
			MDC.put(CLIENT, client);
		}
	}

	@Override
	public void ended(Connection connection, @Nullable Throwable failure) {
		MDC.remove(CLIENT);
		MDC.remove(SERVER);
	}

}
