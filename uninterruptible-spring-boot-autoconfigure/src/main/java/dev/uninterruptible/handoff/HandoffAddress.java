package dev.uninterruptible.handoff;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import dev.uninterruptible.posix.NativeEnvironment;

/**
 * Where the predecessor waits for its successor, and the one-time secret by which it
 * knows it. The successor learns both from its environment.
 *
 * @param path the path of the handoff socket
 * @param token the secret
 * @param application the application that serves there, or comes there, empty if that is
 * not told
 */
public record HandoffAddress(Path path, String token, String application) {

	/**
	 * Where nobody waits.
	 */
	public static final HandoffAddress NOWHERE = new HandoffAddress(Path.of(""), "");

	/**
	 * The environment variable that carries the path.
	 */
	public static final String PATH_VARIABLE = "UNINTERRUPTIBLE_PREDECESSOR_SOCKET";

	/**
	 * The environment variable that carries the secret.
	 */
	public static final String TOKEN_VARIABLE = "UNINTERRUPTIBLE_PREDECESSOR_TOKEN";

	/**
	 * Create an address that a predecessor gives its successor.
	 * @param path the path of the handoff socket
	 * @param token a one-time secret
	 */
	public HandoffAddress(Path path, String token) {
		this(path, token, "");
	}

	/**
	 * Return the address at which successors come by themselves: there is no secret, the
	 * permissions of the path keep others out.
	 * @param path the path of the handoff socket
	 * @param application the application that serves there, or comes there: another one
	 * is sent away. Empty if it is not known
	 * @return the address
	 */
	public static HandoffAddress ofTakeover(Path path, String application) {
		return new HandoffAddress(path, "", application);
	}

	/**
	 * Return whether successors come by themselves.
	 * @return {@code true} if there is no secret
	 */
	public boolean isTakeover() {
		return this.token.isEmpty();
	}

	/**
	 * Find the address in an environment.
	 * @param environment the environment
	 * @return the address, empty where no predecessor put one there
	 */
	public static Optional<HandoffAddress> from(Map<String, String> environment) {
		String path = environment.get(PATH_VARIABLE);
		String token = environment.get(TOKEN_VARIABLE);
		return (path != null && token != null) ? Optional.of(new HandoffAddress(Path.of(path), token))
				: Optional.empty();
	}

	/**
	 * Put the address into an environment.
	 * @param environment the successor's environment
	 */
	public void addTo(Map<String, String> environment) {
		environment.put(PATH_VARIABLE, this.path.toString());
		environment.put(TOKEN_VARIABLE, this.token);
	}

	/**
	 * Take the address out of the environment that this process's children inherit.
	 */
	public static void forget() {
		NativeEnvironment.remove(PATH_VARIABLE);
		NativeEnvironment.remove(TOKEN_VARIABLE);
	}

	@Override
	public String toString() {
		return this.path.toString();
	}

}
