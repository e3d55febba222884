package dev.uninterruptible.sample;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Two certificates for a server, one of which is in its key store.
 */
final class Certificates {

	static final String FIRST = "first";

	static final String SECOND = "second";

	private static final String PASSWORD = "changeit";

	private final Path directory;

	private final SSLContext client;

	Certificates(Path directory) throws IOException {
		this.directory = directory;
		try {
			KeyStore trusted = KeyStore.getInstance("PKCS12");
			trusted.load(null, null);
			trusted.setCertificateEntry(FIRST, create(FIRST));
			trusted.setCertificateEntry(SECOND, create(SECOND));
			TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			trust.init(trusted);
			this.client = SSLContext.getInstance("TLS");
			this.client.init(null, trust.getTrustManagers(), null);
		}
		catch (GeneralSecurityException ex) {
			throw new IOException(ex);
		}
		use(FIRST);
	}

	private java.security.cert.Certificate create(String name) throws IOException, GeneralSecurityException {
		Path file = this.directory.resolve(name);
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-keyalg", "EC", "-alias", "web", "-dname", "CN=" + name, "-ext", "san=dns:localhost",
				"-validity", "2", "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", PASSWORD)
			.inheritIO()
			.start();
		int status = Background.start(keytool::waitFor).await();
		if (status != 0) {
			throw new IOException("keytool exited with status " + status);
		}
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(file)) {
			store.load(in, PASSWORD.toCharArray());
		}
		return store.getCertificate("web");
	}

	/**
	 * Puts one of the two in the server's key store, for the next generation.
	 * @param name which
	 * @throws IOException if that fails
	 */
	void use(String name) throws IOException {
		Path copy = Files.copy(this.directory.resolve(name), this.directory.resolve("new"));
		Files.move(copy, keyStore(), StandardCopyOption.ATOMIC_MOVE);
	}

	private Path keyStore() {
		return this.directory.resolve("server");
	}

	/**
	 * What makes a server use the key store.
	 * @return arguments of the application
	 */
	String[] arguments() {
		return new String[] { "--server.ssl.bundle=web",
				"--spring.ssl.bundle.jks.web.keystore.location=" + keyStore().toUri(),
				"--spring.ssl.bundle.jks.web.keystore.password=" + PASSWORD,
				"--spring.ssl.bundle.jks.web.keystore.type=PKCS12" };
	}

	/**
	 * A server that has one of the two.
	 * @param port its port
	 * @return where to connect to
	 */
	HttpTarget target(int port) {
		return new HttpTarget(port, this.client);
	}

	/**
	 * Connects to a server.
	 * @param port its port
	 * @return which of the two it has
	 * @throws IOException if the connection fails
	 */
	String usedAt(int port) throws IOException {
		try (Socket socket = target(port).connect(HttpTarget.TIMEOUT)) {
			X509Certificate certificate = (X509Certificate) ((SSLSocket) socket).getSession().getPeerCertificates()[0];
			return certificate.getSubjectX500Principal().getName().replace("CN=", "");
		}
	}

}
