package dev.uninterruptible.server;

import java.time.Duration;

import org.springframework.boot.ssl.SslBundles;

/**
 * How a server is to encrypt.
 *
 * @param bundles where the bundle is found, and reloaded
 * @param bundle the name of the bundle with the server's key, and with the authorities
 * that clients' certificates are to come from
 * @param clientAuthentication whether a client has to show a certificate
 * @param handshakeTimeout how long a whole handshake may take
 */
public record TlsSettings(SslBundles bundles, String bundle, ClientAuthentication clientAuthentication,
		Duration handshakeTimeout) {

}
