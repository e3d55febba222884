package dev.uninterruptible.autoconfigure;

import java.time.Duration;

import dev.uninterruptible.server.ClientAuthentication;
import dev.uninterruptible.server.TlsSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.core.NestedExceptionUtils;

/**
 * The properties of a server's TLS, checked one by one.
 *
 * @param prefix how the keys of the server begin
 * @param properties the properties
 * @param bundles where bundles are found, {@code null} if the application has none
 */
record ValidatedTls(String prefix, ServerProperties.Ssl properties, @Nullable SslBundles bundles) {

	private static final Duration SHORTEST_HANDSHAKE = Duration.ofMillis(1);

	private static final Duration LONGEST_HANDSHAKE = Duration.ofDays(1);

	/**
	 * Return how to encrypt, {@code null} for not at all.
	 */
	@Nullable TlsSettings settings() {
		ClientAuthentication clientAuth = this.properties.getClientAuth();
		Duration handshakeTimeout = this.properties.getHandshakeTimeout();
		if (handshakeTimeout.compareTo(SHORTEST_HANDSHAKE) < 0) {
			throw invalid("handshake-timeout", handshakeTimeout,
					"A client needs some time to shake hands, at least a millisecond.");
		}
		if (handshakeTimeout.compareTo(LONGEST_HANDSHAKE) > 0) {
			throw invalid("handshake-timeout", handshakeTimeout, "It must not be longer than a day.");
		}
		String name = this.properties.getBundle();
		if (name == null) {
			if (clientAuth != ClientAuthentication.NONE) {
				throw invalid("client-auth", clientAuth,
						"Clients can show a certificate only with TLS. Set '%sssl.bundle', or remove the property."
							.formatted(this.prefix));
			}
			return null;
		}
		if (this.bundles == null) {
			throw unknown(name);
		}
		check(bundle(name, this.bundles), name, clientAuth);
		return new TlsSettings(this.bundles, name, clientAuth, handshakeTimeout);
	}

	private SslBundle bundle(String name, SslBundles bundles) {
		try {
			return bundles.getBundle(name);
		}
		catch (NoSuchSslBundleException ex) {
			throw unknown(name);
		}
	}

	private void check(SslBundle bundle, String name, ClientAuthentication clientAuth) {
		SslStoreBundle stores = bundle.getStores();
		boolean stored = stores != null && !stores.equals(SslStoreBundle.NONE);
		if (stored && stores.getKeyStore() == null) {
			throw invalid("bundle", name,
					"The bundle has no key for the server. Give it a key store, or a private key with its certificate.");
		}
		if (stored && stores.getTrustStore() == null && clientAuth != ClientAuthentication.NONE) {
			throw invalid("client-auth", clientAuth,
					"The bundle '%s' does not say whose certificates clients may show. Give it a trust store."
						.formatted(name));
		}
		try {
			bundle.createSslContext();
		}
		catch (RuntimeException ex) {
			throw invalid("bundle", name,
					"The bundle cannot be used: " + NestedExceptionUtils.getMostSpecificCause(ex).getMessage());
		}
	}

	private InvalidConfigurationPropertyValueException unknown(String name) {
		return invalid("bundle", name, "There is no SSL bundle of that name. Declare it below 'spring.ssl.bundle'.");
	}

	private InvalidConfigurationPropertyValueException invalid(String key, Object value, String reason) {
		return new InvalidConfigurationPropertyValueException(this.prefix + "ssl." + key, value, reason);
	}

}
