package dev.uninterruptible.listener;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * A listener could not be bound.
 */
public class ListenerBindException extends IOException {

	private static final long serialVersionUID = 1L;

	private final String listener;

	private final transient BindAddress address;

	private final @Nullable String predecessorsAddress;

	ListenerBindException(String listener, BindAddress address, IOException cause) {
		super("Listener '%s' cannot be bound to %s: %s".formatted(listener, address, cause.getMessage()), cause);
		this.listener = listener;
		this.address = address;
		this.predecessorsAddress = null;
	}

	/**
	 * Create the exception for a port on which the predecessor listens. It has no cause,
	 * by which others would take it for a port of somebody else.
	 */
	ListenerBindException(String listener, BindAddress address, String predecessorsAddress) {
		super("Listener '%s' cannot be bound to %s: the predecessor listens on %s".formatted(listener, address,
				predecessorsAddress));
		this.listener = listener;
		this.address = address;
		this.predecessorsAddress = predecessorsAddress;
	}

	/**
	 * Return where the predecessor listens, if that is why this process cannot.
	 * @return the address, {@code null} if there is another reason
	 */
	public @Nullable String predecessorsAddress() {
		return this.predecessorsAddress;
	}

	/**
	 * Return the listener's name.
	 * @return the name
	 */
	public String listener() {
		return this.listener;
	}

	/**
	 * Return the address that was asked for.
	 * @return the address
	 */
	public BindAddress address() {
		return this.address;
	}

}
