package dev.uninterruptible.testing.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.stream.Stream;

import dev.uninterruptible.testing.client.HttpTarget;

/**
 * A certificate that server and clients have in common: each shows it to the other.
 */
public final class MutualTls {

	private static final String NAME = "common";

	private final Path file;

	private final KeyStore store;

	/**
	 * Creates the certificate.
	 * @param directory where to
	 * @throws IOException if that fails
	 */
	public MutualTls(Path directory) throws IOException {
		this.file = directory.resolve(NAME);
		this.store = KeyStores.create(this.file, NAME);
	}

	/**
	 * What declares the bundle, and makes servers use it and want the clients'.
	 * @param servers the names of the servers
	 * @return arguments of the application
	 */
	public String[] arguments(String... servers) {
		String bundle = "spring.ssl.bundle.jks." + NAME;
		Stream<String> stores = Stream.of(".keystore", ".truststore")
			.flatMap((store) -> KeyStores.arguments(bundle + store, this.file));
		Stream<String> uses = Stream.of(servers)
			.flatMap((server) -> Stream
				.of("bind-port=0", "bind-address=127.0.0.1", "ssl.bundle=" + NAME, "ssl.client-auth=need")
				.map((setting) -> "--uninterruptible.servers." + server + "." + setting));
		return Stream.concat(stores, uses).toArray(String[]::new);
	}

	/**
	 * A server, for clients that show the certificate.
	 * @param port its port
	 * @return where to connect to
	 * @throws IOException if that fails
	 */
	public HttpTarget target(int port) throws IOException {
		return new HttpTarget(port, KeyStores.clientContext(this.store, this.store));
	}

	/**
	 * A server, for clients that show none.
	 * @param port its port
	 * @return where to connect to
	 * @throws IOException if that fails
	 */
	public HttpTarget anonymousTarget(int port) throws IOException {
		return new HttpTarget(port, KeyStores.clientContext(null, this.store));
	}

}
