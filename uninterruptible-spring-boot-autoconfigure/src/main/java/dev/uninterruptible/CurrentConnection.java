package dev.uninterruptible;

/**
 * The connection that the calling {@link RequestHandler} serves. There is a bean of this
 * type wherever there is a {@code SocketServer}: have it injected into a handler that
 * serves more than one request on a connection, and ask it after each.
 *
 * <pre class="code">
 * while ((request = read(client)) != null) {
 *     answer(client, request);
 *     if (this.connection.shouldFinish()) {
 *         return;
 *     }
 * }
 * </pre>
 *
 * It is injected once and answers for the connection of the calling thread, as an
 * injected {@code HttpServletRequest} does. {@link RequestHandler} stays an interface of
 * one method and one argument by that, no thread-local variable takes memory for each
 * connection, and a test passes a lambda expression instead.
 */
@FunctionalInterface
public interface CurrentConnection {

	/**
	 * Return whether the handler should close this connection after the current request,
	 * in the way its protocol provides for: because this process leaves the service to
	 * another one, stands by, or was asked to terminate, or because the connection is
	 * older than {@code uninterruptible.max-connection-age}. The answer may change back:
	 * a predecessor whose successor failed accepts connections again, and keeps those it
	 * has.
	 * <p>
	 * Does not block. Meant for the thread that the handler was called by. On any other
	 * thread, it tells only whether this process finishes its connections.
	 * @return {@code true} if the handler should return after the current request
	 */
	boolean shouldFinish();

}
