package dev.uninterruptible.server;

import java.io.IOException;
import java.net.Socket;

import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;

/**
 * The encryption of a server's connections, with the keys of a bundle as it was last
 * loaded. May be used by any thread.
 */
final class Tls {

	private static final Logger logger = LoggerFactory.getLogger(Tls.class);

	private static final String[] PROTOCOLS = { "TLSv1.3", "TLSv1.2" };

	private final TlsSettings settings;

	private volatile Loaded loaded;

	Tls(TlsSettings settings) {
		this.settings = settings;
		SslBundles bundles = settings.bundles();
		this.loaded = Loaded.from(bundles.getBundle(settings.bundle()));
		bundles.addBundleUpdateHandler(settings.bundle(), this::reload);
	}

	private void reload(SslBundle bundle) {
		try {
			this.loaded = Loaded.from(bundle);
			logger.info("SSL bundle '{}' was reloaded and is used from the next connection on", this.settings.bundle());
		}
		catch (RuntimeException ex) {
			logger.warn("SSL bundle '{}' cannot be used as it was reloaded: new connections use what was there before",
					this.settings.bundle(), ex);
		}
	}

	TlsSettings settings() {
		return this.settings;
	}

	/**
	 * Put TLS on a connection, before its handshake.
	 * @param socket the connection
	 * @return the encrypted connection, which closes the other one
	 * @throws IOException if the connection is closed
	 */
	SSLSocket encrypt(Socket socket) throws IOException {
		Loaded current = this.loaded;
		SSLSocket encrypted = (SSLSocket) current.factory().createSocket(socket, null, true);
		encrypted.setUseClientMode(false);
		encrypted.setEnabledProtocols(orElse(current.options().getEnabledProtocols(), PROTOCOLS));
		encrypted.setEnabledCipherSuites(orElse(current.options().getCiphers(), encrypted.getEnabledCipherSuites()));
		switch (this.settings.clientAuthentication()) {
			case NEED -> encrypted.setNeedClientAuth(true);
			case WANT -> encrypted.setWantClientAuth(true);
			case NONE -> encrypted.setNeedClientAuth(false);
		}
		return encrypted;
	}

	private static String[] orElse(String @Nullable [] names, String[] defaults) {
		return (names != null) ? names : defaults;
	}

	/**
	 * What a connection takes from a bundle.
	 *
	 * @param factory makes the sockets
	 * @param options the protocols and ciphers, where the bundle names any
	 */
	private record Loaded(SSLSocketFactory factory, SslOptions options) {

		static Loaded from(SslBundle bundle) {
			return new Loaded(bundle.createSslContext().getSocketFactory(), bundle.getOptions());
		}

	}

}
