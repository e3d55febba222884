package dev.uninterruptible.testing.client;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Supplier;

import dev.uninterruptible.testing.WrongAnswerException;
import dev.uninterruptible.testing.load.Client;
import dev.uninterruptible.testing.load.Clients;

/**
 * One connection to the echo server.
 */
public final class EchoConnection implements AutoCloseable {

	private final Closeable connection;

	private final InputStream in;

	private final OutputStream out;

	/**
	 * Connects to a port.
	 * @param port the port
	 * @throws IOException if it is refused
	 */
	public EchoConnection(int port) throws IOException {
		this(HttpTarget.plain(port));
	}

	/**
	 * Connects to a port, with TLS or without.
	 * @param server where to
	 * @throws IOException if it is refused
	 */
	public EchoConnection(HttpTarget server) throws IOException {
		Socket socket = server.connect(HttpTarget.TIMEOUT);
		this.connection = socket;
		this.in = socket.getInputStream();
		this.out = socket.getOutputStream();
	}

	/**
	 * Connects to a Unix-domain socket.
	 * @param server its path
	 * @throws IOException if it is refused
	 */
	public EchoConnection(Path server) throws IOException {
		SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(server));
		this.connection = channel;
		this.in = Channels.newInputStream(channel);
		this.out = Channels.newOutputStream(channel);
	}

	/**
	 * Clients of a server at a Unix-domain socket, each of which takes a new connection
	 * for each exchange.
	 * @param server the path of the socket
	 * @return the clients
	 */
	public static Supplier<Client> clientsAt(Path server) {
		return () -> (line) -> {
			try (EchoConnection connection = new EchoConnection(server)) {
				connection.exchange(line);
			}
		};
	}

	/**
	 * Sends a line and reads up to the end of the connection, which must bring that line
	 * and nothing else.
	 * @param line the line to send
	 * @throws EOFException if the connection ended without an answer
	 * @throws WrongAnswerException if something else came back
	 */
	public void exchange(String line) throws IOException {
		send(line);
		expect(line);
	}

	/**
	 * Sends a part of a line.
	 * @param text the part
	 * @throws IOException if the connection is cut
	 */
	public void write(String text) throws IOException {
		this.out.write(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Reads up to the end of the connection, which must bring a line and nothing else.
	 * @param line the line that was sent
	 * @throws EOFException if the connection ended without an answer
	 * @throws WrongAnswerException if something else came back
	 */
	public void expect(String line) throws IOException {
		String answer = readToEnd();
		if (answer.isEmpty()) {
			throw new EOFException("The connection ended without an answer");
		}
		if (!answer.equals(line + "\n")) {
			throw new WrongAnswerException("Sent '" + line + "' and got '" + answer + "'");
		}
	}

	/**
	 * Sends a line and waits for nothing.
	 * @param line the line to send
	 * @throws IOException if the connection is cut
	 */
	public void send(String line) throws IOException {
		write(line + "\n");
	}

	/**
	 * Waits until the server ends the connection, and tells whether it did so without an
	 * answer.
	 * @return whether there was no answer
	 * @throws IOException if the server does not end it
	 */
	public boolean isCut() throws IOException {
		try {
			return readToEnd().isEmpty();
		}
		catch (SocketTimeoutException ex) {
			throw ex;
		}
		catch (IOException ex) {
			return true;
		}
	}

	private String readToEnd() throws IOException {
		return new String(this.in.readAllBytes(), StandardCharsets.UTF_8);
	}

	@Override
	public void close() throws IOException {
		this.connection.close();
	}

}
