package dev.uninterruptible.testing.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import dev.uninterruptible.testing.client.HttpTarget;

/**
 * Two certificates for a server, one of which is in its key store.
 */
public final class Certificates {

	/**
	 * The name of the one that the key store has at first.
	 */
	public static final String FIRST = "first";

	/**
	 * The name of the other one.
	 */
	public static final String SECOND = "second";

	private final Path directory;

	private final SSLContext client;

	/**
	 * Creates the certificates.
	 * @param directory where to
	 * @throws IOException if that fails
	 */
	public Certificates(Path directory) throws IOException {
		this.directory = directory;
		KeyStore trusted = KeyStores.create(directory.resolve(FIRST), FIRST);
		KeyStore second = KeyStores.create(directory.resolve(SECOND), SECOND);
		try {
			trusted.setCertificateEntry(SECOND, second.getCertificate(SECOND));
		}
		catch (KeyStoreException ex) {
			throw new IOException(ex);
		}
		this.client = KeyStores.clientContext(null, trusted);
		use(FIRST);
	}

	/**
	 * Puts one of the two in the server's key store, for the next generation.
	 * @param name which
	 * @throws IOException if that fails
	 */
	public void use(String name) throws IOException {
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
	public String[] arguments() {
		return Stream
			.concat(Stream.of("--server.ssl.bundle=web"),
					KeyStores.arguments("spring.ssl.bundle.jks.web.keystore", keyStore()))
			.toArray(String[]::new);
	}

	/**
	 * A server that has one of the two.
	 * @param port its port
	 * @return where to connect to
	 */
	public HttpTarget target(int port) {
		return new HttpTarget(port, this.client);
	}

	/**
	 * Connects to a server.
	 * @param port its port
	 * @return which of the two it has
	 * @throws IOException if the connection fails
	 */
	public String usedAt(int port) throws IOException {
		try (Socket socket = target(port).connect(HttpTarget.TIMEOUT)) {
			X509Certificate certificate = (X509Certificate) ((SSLSocket) socket).getSession().getPeerCertificates()[0];
			return certificate.getSubjectX500Principal().getName().replace("CN=", "");
		}
	}

}
