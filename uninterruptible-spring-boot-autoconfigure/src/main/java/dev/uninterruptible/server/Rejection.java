package dev.uninterruptible.server;

/**
 * Why a connection did not reach the handler.
 */
public enum Rejection {

	/**
	 * The client's address is in none of the networks that may come in.
	 */
	NETWORK,

	/**
	 * The TLS handshake failed or took too long.
	 */
	HANDSHAKE,

	/**
	 * No thread could be started to serve it.
	 */
	THREAD

}
