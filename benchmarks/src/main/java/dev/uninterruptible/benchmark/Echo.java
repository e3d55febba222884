package dev.uninterruptible.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/**
 * What the servers with a virtual thread for each connection do with it. The buffer is
 * small: a large one would hide what the servers themselves need for a connection.
 */
final class Echo {

	private static final int BUFFER_SIZE = 1024;

	private Echo() {
	}

	static void echo(Socket client) throws IOException {
		InputStream in = client.getInputStream();
		OutputStream out = client.getOutputStream();
		byte[] buffer = new byte[BUFFER_SIZE];
		int count = in.read(buffer);
		while (count >= 0) {
			out.write(buffer, 0, count);
			count = in.read(buffer);
		}
	}

}
