package dev.uninterruptible.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;

/**
 * A self-signed certificate with its key.
 *
 * @param name whose it is
 * @param keyStore holds both
 */
record Certificate(String name, KeyStore keyStore) {

	private static final String PASSWORD = "changeit";

	static Certificate create(String name, Path directory) throws Exception {
		Path file = directory.resolve(name);
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-keyalg", "EC", "-alias", name, "-dname", "CN=" + name, "-ext", "san=dns:localhost",
				"-validity", "2", "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", PASSWORD)
			.inheritIO()
			.start();
		if (!keytool.waitFor(1, TimeUnit.MINUTES) || keytool.exitValue() != 0) {
			throw new IOException("keytool failed");
		}
		KeyStore keyStore = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(file)) {
			keyStore.load(in, PASSWORD.toCharArray());
		}
		return new Certificate(name, keyStore);
	}

	/**
	 * Bundle it with what its owner trusts.
	 * @param trusted the other's certificate
	 */
	SslBundle bundle(@Nullable Certificate trusted) throws GeneralSecurityException, IOException {
		return bundle(this.keyStore, trusted);
	}

	/**
	 * Return what a client without a certificate needs to connect to the owner of this.
	 */
	SSLContext anonymousClient() throws GeneralSecurityException, IOException {
		return bundle(null, this).createSslContext();
	}

	private static SslBundle bundle(@Nullable KeyStore keyStore, @Nullable Certificate trusted)
			throws GeneralSecurityException, IOException {
		KeyStore trustStore = null;
		if (trusted != null) {
			trustStore = KeyStore.getInstance("PKCS12");
			trustStore.load(null, null);
			trustStore.setCertificateEntry(trusted.name, trusted.keyStore.getCertificate(trusted.name));
		}
		return SslBundle.of(SslStoreBundle.of(keyStore, PASSWORD, trustStore));
	}

}
