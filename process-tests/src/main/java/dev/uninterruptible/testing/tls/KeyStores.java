package dev.uninterruptible.testing.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.stream.Stream;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import dev.uninterruptible.testing.Background;
import org.jspecify.annotations.Nullable;

/**
 * Key stores in files, each with a certificate that signs itself.
 */
public final class KeyStores {

	private static final String TYPE = "PKCS12";

	private static final String PASSWORD = "changeit";

	private KeyStores() {
	}

	/**
	 * Creates a key and a certificate for it.
	 * @param file the file to write
	 * @param name whom the certificate names, and what it is called in the key store
	 * @return the key store
	 * @throws IOException if that fails
	 */
	public static KeyStore create(Path file, String name) throws IOException {
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-keyalg", "EC", "-alias", name, "-dname", "CN=" + name, "-ext", "san=dns:localhost",
				"-validity", "2", "-storetype", TYPE, "-keystore", file.toString(), "-storepass", PASSWORD)
			.inheritIO()
			.start();
		int status = Background.start(keytool::waitFor).await();
		if (status != 0) {
			throw new IOException("keytool exited with status " + status);
		}
		try (InputStream in = Files.newInputStream(file)) {
			KeyStore store = KeyStore.getInstance(TYPE);
			store.load(in, PASSWORD.toCharArray());
			return store;
		}
		catch (GeneralSecurityException ex) {
			throw new IOException(ex);
		}
	}

	/**
	 * What makes a part of an SSL bundle of a key store.
	 * @param property the name of that part's properties
	 * @param file the file of the key store
	 * @return arguments of the application
	 */
	public static Stream<String> arguments(String property, Path file) {
		return Stream.of("location=" + file.toUri(), "password=" + PASSWORD, "type=" + TYPE)
			.map((setting) -> "--" + property + "." + setting);
	}

	/**
	 * What clients need.
	 * @param own the key store with the certificate that they show, if any
	 * @param trusted the key store with those that they trust
	 * @return the context
	 * @throws IOException if that fails
	 */
	public static SSLContext clientContext(@Nullable KeyStore own, KeyStore trusted) throws IOException {
		try {
			KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			keys.init(own, PASSWORD.toCharArray());
			TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			trust.init(trusted);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IOException(ex);
		}
	}

}
