package dev.uninterruptible.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that follows the handoff protocol for as long as it is told to, and accepts
 * nothing. What it is to do are its arguments, in their order.
 */
final class FakeSuccessor {

	private static final String SOCKET = "UNINTERRUPTIBLE_PREDECESSOR_SOCKET";

	private static final String TOKEN = "UNINTERRUPTIBLE_PREDECESSOR_TOKEN";

	private final InputStream in;

	private final OutputStream out;

	private FakeSuccessor(SocketChannel predecessor) {
		this.in = Channels.newInputStream(predecessor);
		this.out = Channels.newOutputStream(predecessor);
	}

	/**
	 * Follows the protocol.
	 * @param args the steps, and what to do after them
	 * @throws IOException if the predecessor does something else
	 */
	public static void main(String[] args) throws IOException {
		try (SocketChannel predecessor = SocketChannel.open(UnixDomainSocketAddress.of(System.getenv(SOCKET)))) {
			FakeSuccessor successor = new FakeSuccessor(predecessor);
			for (String step : args) {
				successor.take(step);
			}
		}
	}

	private void take(String step) throws IOException {
		long pid = ProcessHandle.current().pid();
		switch (step) {
			case "HELLO" -> send("type=HELLO\nversion=1\ntoken=%s\npid=%d\n".formatted(System.getenv(TOKEN), pid));
			case "OFFER" -> {
				receive(step);
				this.in.readNBytes(1);
			}
			case "READY" -> send("type=READY\n");
			case "YIELDED" -> receive(step);
			case "EXIT_0" -> System.exit(0);
			case "EXIT_1" -> System.exit(1);
			case "KILL", "STOP" -> {
				Processes.signal(step, pid);
				LockSupport.park();
			}
			default -> throw new IllegalArgumentException(step);
		}
	}

	private void send(String payload) throws IOException {
		byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
		this.out.write(ByteBuffer.allocate(Integer.BYTES + bytes.length).putInt(bytes.length).put(bytes).array());
	}

	private void receive(String type) throws IOException {
		int length = ByteBuffer.wrap(this.in.readNBytes(Integer.BYTES)).getInt();
		Properties message = new Properties();
		message.load(new StringReader(new String(this.in.readNBytes(length), StandardCharsets.UTF_8)));
		if (!type.equals(message.getProperty("type"))) {
			throw new IOException("The predecessor sent " + message);
		}
	}

}
