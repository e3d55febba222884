package dev.uninterruptible.server;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Is told of the connections of all servers. Every connection that comes in is either
 * {@linkplain #rejected rejected} or {@linkplain #accepted accepted}, {@linkplain #handle
 * handled} and {@linkplain #ended ended}. Declare one as a bean. Its methods must not
 * block: they hold up the clients.
 */
public interface ConnectionObserver {

	/**
	 * Does nothing.
	 */
	ConnectionObserver NONE = new ConnectionObserver() {

	};

	/**
	 * A connection was accepted and is about to be handled. Called by the connection's
	 * own virtual thread.
	 * @param connection the connection
	 */
	default void accepted(Connection connection) {
	}

	/**
	 * A connection was closed before it reached the handler. Called by the thread that
	 * found it out.
	 * @param server the name of the server
	 * @param reason why
	 */
	default void rejected(String server, Rejection reason) {
	}

	/**
	 * Call the handler, with whatever it takes around the call. Called by the
	 * connection's own virtual thread.
	 * @param connection the connection
	 * @param call the call, to be made once, by this thread
	 * @throws Exception what the call throws
	 */
	default void handle(Connection connection, HandlerCall call) throws Exception {
		call.proceed();
	}

	/**
	 * A connection that was accepted is closed. Called by the connection's own virtual
	 * thread, before a drain stops counting the connection.
	 * @param connection the connection
	 * @param failure why the handler failed; {@code null} if it returned, or failed only
	 * because its client went away or its connection was closed by a drain
	 */
	default void ended(Connection connection, @Nullable Throwable failure) {
	}

	/**
	 * Return an observer that tells others. They are told in their order, and in reverse
	 * of the end; the first one's {@link #handle} is around those of the others.
	 * @param observers the others
	 * @return the observer of all of them
	 */
	static ConnectionObserver of(Collection<? extends ConnectionObserver> observers) {
		List<ConnectionObserver> all = List.copyOf(observers);
		return all.stream().filter(Predicate.not(NONE::equals)).reduce(ObserverPair::new).orElse(NONE);
	}

	/**
	 * The call of the handler.
	 */
	@FunctionalInterface
	interface HandlerCall {

		/**
		 * Call the handler.
		 * @throws Exception what the handler throws
		 */
		void proceed() throws Exception;

	}

}
