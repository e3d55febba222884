package dev.uninterruptible.testing.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import org.jspecify.annotations.Nullable;

/**
 * A web server, and how to connect to it.
 *
 * @param port the port, on the loopback interface
 * @param tls whom to trust, {@code null} for no encryption
 */
public record HttpTarget(int port, @Nullable SSLContext tls) {

	/**
	 * How long a client waits for what a server should do at once.
	 */
	public static final Duration TIMEOUT = Duration.ofSeconds(20);

	/**
	 * A server without TLS.
	 * @param port its port
	 * @return where to connect to
	 */
	public static HttpTarget plain(int port) {
		return new HttpTarget(port, null);
	}

	/**
	 * Opens a connection.
	 * @param patience when to give up connecting, and each read
	 * @return the connection
	 * @throws IOException if it is refused, or the TLS handshake fails
	 */
	public Socket connect(Duration patience) throws IOException {
		int timeout = Math.toIntExact(patience.toMillis());
		Socket socket = new Socket();
		try {
			socket.setTcpNoDelay(true);
			socket.setSoTimeout(timeout);
			socket.setReceiveBufferSize(64 * 1024);
			socket.connect(address(), timeout);
			if (this.tls == null) {
				return socket;
			}
			SSLSocket secure = (SSLSocket) this.tls.getSocketFactory()
				.createSocket(socket, "localhost", this.port, true);
			secure.startHandshake();
			return secure;
		}
		catch (IOException ex) {
			socket.close();
			throw ex;
		}
	}

	/**
	 * Its address.
	 * @return a port on the loopback interface
	 */
	public InetSocketAddress address() {
		return new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port);
	}

	/**
	 * The URI of a WebSocket.
	 * @param path the path
	 * @return the URI
	 */
	public URI webSocket(String path) {
		return URI.create(((this.tls != null) ? "wss" : "ws") + "://localhost:" + this.port + path);
	}

}
