package dev.uninterruptible.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Clients that keep a server busy, all on the calling thread: cheaper than a thread for
 * each, and the same for every server. A client begins its next exchange as soon as the
 * last one is done.
 */
final class Load {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final ServerProcess server;

	private final boolean persistent;

	private final Selector selector;

	private final List<LoadClient> clients;

	private long[] nanos = new long[1 << 16];

	private int measured;

	private long done;

	private int busy;

	private long measureFrom;

	private long until;

	private Load(ServerProcess server, Workload workload, Selector selector) {
		this.server = server;
		this.persistent = workload.persistent();
		this.selector = selector;
		this.clients = IntStream.range(0, workload.clients())
			.mapToObj((number) -> new LoadClient(this, number))
			.toList();
	}

	/**
	 * Keep a server busy.
	 * @param server the server
	 * @param workload what the clients do
	 * @param lead for how long nothing is measured
	 * @param time for how long it is measured after that
	 * @throws IOException if one exchange fails
	 */
	static Measurement run(ServerProcess server, Workload workload, Duration lead, Duration time) throws IOException {
		try (Selector selector = Selector.open()) {
			return new Load(server, workload, selector).run(lead, time);
		}
	}

	private Measurement run(Duration lead, Duration time) throws IOException {
		Duration processorTime = this.server.processorTime();
		this.measureFrom = System.nanoTime() + lead.toNanos();
		this.until = this.measureFrom + time.toNanos();
		for (LoadClient client : this.clients) {
			this.busy++;
			client.begin();
		}
		while (this.busy > 0) {
			if (this.selector.select(this::ready, PATIENCE.toMillis()) == 0) {
				throw new IOException("%s exchanges got no answer in %s".formatted(this.busy, PATIENCE));
			}
		}
		for (LoadClient client : this.clients) {
			client.close();
		}
		return Measurement.of(Arrays.copyOf(this.nanos, this.measured), time,
				this.server.processorTime().minus(processorTime).toNanos() / 1e3 / this.done);
	}

	private void ready(SelectionKey key) {
		try {
			((LoadClient) key.attachment()).ready(key);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	InetSocketAddress server() {
		return this.server.address();
	}

	boolean isPersistent() {
		return this.persistent;
	}

	void register(SocketChannel channel, int operations, LoadClient client) throws ClosedChannelException {
		channel.register(this.selector, operations, client);
	}

	/**
	 * An exchange is done.
	 */
	void done(LoadClient client, long startedAt) throws IOException {
		this.done++;
		long now = System.nanoTime();
		if (now - this.measureFrom >= 0 && now - this.until < 0) {
			record(now - startedAt);
		}
		if (now - this.until < 0) {
			client.begin();
		}
		else {
			this.busy--;
		}
	}

	private void record(long time) {
		if (this.measured == this.nanos.length) {
			this.nanos = Arrays.copyOf(this.nanos, this.measured * 2);
		}
		this.nanos[this.measured++] = time;
	}

}
