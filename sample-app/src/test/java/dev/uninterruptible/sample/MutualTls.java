package dev.uninterruptible.sample;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import org.jspecify.annotations.Nullable;

/**
 * A certificate that server and clients have in common: each shows it to the other.
 */
final class MutualTls {

	private static final String PASSWORD = "changeit";

	private final Path file;

	private final KeyStore store;

	MutualTls(Path directory) throws IOException {
		this.file = directory.resolve("common");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-keyalg", "EC", "-alias", "common", "-dname", "CN=common", "-ext", "san=dns:localhost",
				"-validity", "2", "-storetype", "PKCS12", "-keystore", this.file.toString(), "-storepass", PASSWORD)
			.inheritIO()
			.start();
		int status = Background.start(keytool::waitFor).await();
		if (status != 0) {
			throw new IOException("keytool exited with status " + status);
		}
		try (InputStream in = Files.newInputStream(this.file)) {
			this.store = KeyStore.getInstance("PKCS12");
			this.store.load(in, PASSWORD.toCharArray());
		}
		catch (GeneralSecurityException ex) {
			throw new IOException(ex);
		}
	}

	/**
	 * What declares the bundle, and makes servers use it and want the clients'.
	 * @param servers the names of the servers
	 * @return arguments of the application
	 */
	String[] arguments(String... servers) {
		StringBuilder arguments = new StringBuilder();
		for (String store : new String[] { "keystore", "truststore" }) {
			String key = "--spring.ssl.bundle.jks.common." + store;
			arguments.append("%s.location=%s\n".formatted(key, this.file.toUri()));
			arguments.append("%s.password=%s\n".formatted(key, PASSWORD));
			arguments.append("%s.type=PKCS12\n".formatted(key));
		}
		for (String server : servers) {
			String key = "--uninterruptible.servers." + server;
			arguments.append("%s.bind-port=0\n".formatted(key));
			arguments.append("%s.bind-address=127.0.0.1\n".formatted(key));
			arguments.append("%s.ssl.bundle=common\n".formatted(key));
			arguments.append("%s.ssl.client-auth=need\n".formatted(key));
		}
		return arguments.toString().split("\n");
	}

	/**
	 * A server, for clients that show the certificate.
	 * @param port its port
	 * @return where to connect to
	 * @throws IOException if that fails
	 */
	HttpTarget target(int port) throws IOException {
		return new HttpTarget(port, context(this.store));
	}

	/**
	 * A server, for clients that show none.
	 * @param port its port
	 * @return where to connect to
	 * @throws IOException if that fails
	 */
	HttpTarget anonymousTarget(int port) throws IOException {
		return new HttpTarget(port, context(null));
	}

	private SSLContext context(@Nullable KeyStore own) throws IOException {
		try {
			KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			keys.init(own, PASSWORD.toCharArray());
			TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			trust.init(this.store);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IOException(ex);
		}
	}

}
