package dev.uninterruptible.autoconfigure;

import java.security.KeyStore;
import java.util.Objects;

import dev.uninterruptible.server.ClientAuthentication;
import dev.uninterruptible.server.TlsSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ValidatedTls}.
 */
class ValidatedTlsTests {

	private static final String PREFIX = "uninterruptible.servers.a.";

	private final ServerProperties.Ssl properties = new ServerProperties.Ssl();

	@Test
	void withoutABundleNothingIsEncrypted() {
		assertThat(new ValidatedTls(PREFIX, this.properties, null).settings()).isNull();
	}

	@Test
	void bundleWithAKeyWillDo() throws Exception {
		TlsSettings settings = Objects.requireNonNull(settings(SslBundle.of(SslStoreBundle.of(empty(), null, null))));
		assertThat(settings.bundle()).isEqualTo("web");
		assertThat(settings.handshakeTimeout()).hasSeconds(10);
	}

	@Test
	void bundleWithoutAKeyIsInvalid() throws Exception {
		assertInvalid(SslBundle.of(SslStoreBundle.of(null, null, empty())), "ssl.bundle", "has no key");
	}

	@Test
	void bundleThatTrustsNobodyIsInvalidWhereClientsShowCertificates() throws Exception {
		this.properties.setClientAuth(ClientAuthentication.WANT);
		assertInvalid(SslBundle.of(SslStoreBundle.of(empty(), null, null)), "ssl.client-auth", "trust store");
	}

	@Test
	void bundleThatMakesNoContextIsInvalid() throws Exception {
		assertInvalid(SslBundle.of(SslStoreBundle.of(empty(), null, null), null, null, "no-such-protocol"),
				"ssl.bundle", "no-such-protocol");
	}

	@Test
	void bundleThatIsNotThereIsInvalid() {
		this.properties.setBundle("other");
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(new ValidatedTls(PREFIX, this.properties, new DefaultSslBundleRegistry())::settings)
			.withMessageContaining("no SSL bundle");
	}

	private void assertInvalid(SslBundle bundle, String key, String reason) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(() -> settings(bundle))
			.withMessageContaining(PREFIX + key)
			.withMessageContaining(reason);
	}

	private @Nullable TlsSettings settings(SslBundle bundle) {
		this.properties.setBundle("web");
		return new ValidatedTls(PREFIX, this.properties, new DefaultSslBundleRegistry("web", bundle)).settings();
	}

	private static KeyStore empty() throws Exception {
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		return store;
	}

}
