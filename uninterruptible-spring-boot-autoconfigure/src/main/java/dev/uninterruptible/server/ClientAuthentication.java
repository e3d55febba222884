package dev.uninterruptible.server;

/**
 * Whether a client has to show a certificate.
 */
public enum ClientAuthentication {

	/**
	 * The client is not asked for one.
	 */
	NONE,

	/**
	 * The client may show one, which must be trusted then.
	 */
	WANT,

	/**
	 * The client must show one that is trusted.
	 */
	NEED

}
