package dev.uninterruptible.listener;

import java.io.IOException;

/**
 * A listener could not be bound.
 */
public class ListenerBindException extends IOException {

	private static final long serialVersionUID = 1L;

	private final String listener;

	private final transient BindAddress address;

	ListenerBindException(String listener, BindAddress address, IOException cause) {
		super("Listener '%s' cannot be bound to %s: %s".formatted(listener, address, cause.getMessage()), cause);
		this.listener = listener;
		this.address = address;
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
