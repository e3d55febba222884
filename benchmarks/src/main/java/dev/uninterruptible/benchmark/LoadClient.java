package dev.uninterruptible.benchmark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

import org.jspecify.annotations.Nullable;

/**
 * One client. It sends a message that is never the same, compares what comes back, and,
 * with a connection for each exchange, sends the end and waits for the server's: the
 * whole life of a connection is measured. Whatever else happens is an error.
 */
final class LoadClient {

	private static final int MESSAGE_SIZE = 64;

	private final Load load;

	private final ByteBuffer message = ByteBuffer.allocateDirect(MESSAGE_SIZE);

	private final ByteBuffer reply = ByteBuffer.allocateDirect(MESSAGE_SIZE + 1);

	private @Nullable SocketChannel channel;

	private long count;

	private long startedAt;

	LoadClient(Load load, int number) {
		this.load = load;
		this.message.putLong(0, number);
	}

	/**
	 * Begin an exchange.
	 */
	void begin() throws IOException {
		this.startedAt = System.nanoTime();
		SocketChannel connected = this.channel;
		if (connected == null) {
			connect();
		}
		else {
			send(connected);
		}
	}

	private void connect() throws IOException {
		SocketChannel opened = SocketChannel.open(StandardProtocolFamily.INET);
		this.channel = opened;
		InetSocketAddress source = SourceAddress.next();
		if (source != null) {
			opened.setOption(StandardSocketOptions.SO_REUSEADDR, true);
			opened.bind(source);
		}
		opened.configureBlocking(false);
		boolean done = opened.connect(this.load.server());
		this.load.register(opened, done ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
		if (done) {
			send(opened);
		}
	}

	private void send(SocketChannel connected) throws IOException {
		this.message.putLong(Long.BYTES, ++this.count).rewind();
		this.reply.clear();
		connected.write(this.message);
		if (this.message.hasRemaining()) {
			throw new IOException("A message did not fit into the send buffer");
		}
	}

	/**
	 * Go on with the exchange.
	 */
	void ready(SelectionKey key) throws IOException {
		SocketChannel connected = (SocketChannel) key.channel();
		if (key.isConnectable()) {
			connected.finishConnect();
			key.interestOps(SelectionKey.OP_READ);
			send(connected);
		}
		else if (connected.read(this.reply) < 0) {
			ended(connected);
		}
		else if (this.reply.position() >= MESSAGE_SIZE) {
			replied(connected);
		}
	}

	private void replied(SocketChannel connected) throws IOException {
		if (!this.reply.flip().equals(this.message.rewind())) {
			throw new IOException("The reply is not what was sent");
		}
		if (this.load.isPersistent()) {
			this.load.done(this, this.startedAt);
		}
		else {
			connected.shutdownOutput();
			this.reply.position(MESSAGE_SIZE).limit(MESSAGE_SIZE + 1);
		}
	}

	private void ended(SocketChannel connected) throws IOException {
		if (this.load.isPersistent() || this.reply.position() != MESSAGE_SIZE) {
			throw new IOException("The server has closed a connection");
		}
		connected.close();
		this.channel = null;
		this.load.done(this, this.startedAt);
	}

	void close() throws IOException {
		if (this.channel != null) {
			this.channel.close();
		}
	}

}
