package dev.uninterruptible.restart;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;

import dev.uninterruptible.handoff.HandoffAddress;
import dev.uninterruptible.handoff.HandoffListener;
import dev.uninterruptible.handoff.HandoffSession;
import dev.uninterruptible.handoff.Link;
import dev.uninterruptible.handoff.Message;
import dev.uninterruptible.handoff.Message.Hello;
import dev.uninterruptible.handoff.Message.Offer;
import dev.uninterruptible.handoff.Wire;
import dev.uninterruptible.listener.Listener;
import org.jspecify.annotations.Nullable;

/**
 * A connection from a simulated process to one that was there before: what is sent
 * arrives in its order, sooner or later, and what was on its way when a process died
 * arrives too.
 */
final class SimConnection {

	/**
	 * A connection breaks where many messages wait, which is what a process sends at
	 * once. One that stands still for longer is hardly sent more.
	 */
	private static final long LONGEST_FREEZE = Duration.ofSeconds(6).toNanos();

	private final SimWorld world;

	private final SimProcess client;

	private final SimProcess server;

	private final SimPoint point;

	private final int revision;

	private final Direction toClient;

	private final Direction toServer;

	private boolean closed;

	private SimConnection(SimProcess client, SimPoint point) {
		this.world = client.world();
		this.client = client;
		this.server = point.process();
		this.point = point;
		this.revision = Math.min(client.revision(), this.server.revision());
		this.toClient = new Direction(client);
		this.toServer = new Direction(this.server);
		client.add(this);
		this.server.add(this);
	}

	/**
	 * Connect and say hello.
	 */
	static ClientEnd connect(SimProcess client, HandoffAddress address) throws IOException {
		SimPoint point = client.world().points().get(address.path());
		if (point == null || !point.process().isAlive()) {
			if (point != null) {
				point.cleanWhenDead();
			}
			throw new java.net.ConnectException("Nobody listens at " + address);
		}
		SimConnection connection = new SimConnection(client, point);
		connection.toServer.reader(new Greeting(connection, point));
		ClientEnd end = connection.new ClientEnd();
		end.send(Wire.hello(address, client.pid()));
		return end;
	}

	/**
	 * One of the processes has died.
	 */
	void end() {
		if (!this.closed) {
			this.closed = true;
			this.toClient.end();
			this.toServer.end();
			this.client.remove(this);
			this.server.remove(this);
		}
	}

	private void send(Direction direction, SimProcess from, Message message) throws IOException {
		if (this.closed) {
			throw new IOException("The connection is closed");
		}
		if (direction.receiver.isFrozen() && this.world.fault(0.02)
				&& direction.receiver.frozenFor() < LONGEST_FREEZE) {
			end();
			this.world.breakConnection();
			throw new IOException("The peer took too long");
		}
		Message carried = Wire.carry(message, this.revision);
		if (this.world.isTelling()) {
			this.world.tell("%s -> %s: %s%s".formatted(from, direction.receiver, message,
					(carried != null) ? "" : " (not understood)"));
		}
		if (carried != null) {
			direction.send(carried);
		}
	}

	/**
	 * What one end reads.
	 */
	interface Reader {

		void received(Message message);

		void gone();

	}

	/**
	 * One direction of the connection.
	 */
	private final class Direction {

		private final SimProcess receiver;

		private final Queue<Optional<Message>> onTheWay = new ArrayDeque<>();

		private @Nullable Reader reader;

		private boolean moving;

		Direction(SimProcess receiver) {
			this.receiver = receiver;
		}

		void reader(Reader reader) {
			this.reader = reader;
			move();
		}

		void send(Message message) {
			this.onTheWay.add(Optional.of(message));
			move();
		}

		void end() {
			this.onTheWay.add(Optional.empty());
			move();
		}

		private void move() {
			if (!this.moving && this.reader != null && !this.onTheWay.isEmpty()) {
				this.moving = true;
				SimConnection.this.world.after(this.receiver.latency(), this::arrive);
			}
		}

		private void arrive() {
			this.moving = false;
			if (!this.receiver.isAlive() || this.reader == null) {
				return;
			}
			if (this.receiver.isFrozen()) {
				this.moving = true;
				SimConnection.this.world.after(this.receiver.frozenFor() + this.receiver.latency(), this::arrive);
				return;
			}
			Optional<Message> next = this.onTheWay.remove();
			Reader reading = this.reader;
			if (next.isPresent()) {
				reading.received(next.get());
			}
			else {
				reading.gone();
			}
			move();
		}

	}

	/**
	 * The end of the process that connected.
	 */
	final class ClientEnd implements Link {

		@Override
		public void send(Message message) throws IOException {
			SimConnection.this.send(SimConnection.this.toServer, SimConnection.this.client, message);
		}

		@Override
		public void listen(Consumer<Message> received, Runnable gone) {
			SimConnection.this.toClient.reader(new Reader() {

				@Override
				public void received(Message message) {
					received.accept(message);
				}

				@Override
				public void gone() {
					SimConnection.this.point.cleanWhenDead();
					gone.run();
				}

			});
		}

		void close() {
			end();
		}

	}

	/**
	 * The end of the process that waited.
	 */
	private final class ServerEnd implements HandoffSession {

		private final Hello hello;

		ServerEnd(Hello hello) {
			this.hello = hello;
		}

		@Override
		public long pid() {
			return this.hello.pid();
		}

		@Override
		public int revision() {
			return this.hello.revision();
		}

		@Override
		public void offer(Offer offer, List<Listener> listeners) throws IOException {
			if (SimConnection.this.world.fault(0.01)) {
				throw new IOException("The peer took too long");
			}
			SimConnection.this.client.awaitsSockets();
			send(offer);
		}

		@Override
		public void send(Message message) throws IOException {
			SimConnection.this.send(SimConnection.this.toClient, SimConnection.this.server, message);
		}

		@Override
		public void disconnect() {
			SimConnection.this.end();
		}

		@Override
		public void end(String reason) {
			try {
				send(new Message.Refused(reason));
			}
			catch (IOException ex) {
				return;
			}
			SimConnection.this.end();
		}

	}

	/**
	 * Reads the first message of a peer, and all that follows.
	 */
	private static final class Greeting implements Reader {

		private final SimConnection connection;

		private final SimPoint point;

		private @Nullable ServerEnd session;

		Greeting(SimConnection connection, SimPoint point) {
			this.connection = connection;
			this.point = point;
		}

		@Override
		public void received(Message message) {
			HandoffListener listener = this.point.listener();
			if (this.session != null) {
				listener.received(this.session, message);
			}
			else if (message instanceof Hello hello) {
				ServerEnd opened = this.connection.new ServerEnd(hello);
				if (this.point.admits(hello.token())) {
					this.session = opened;
					listener.greeted(opened);
				}
				else {
					opened.end("another successor came first");
				}
			}
		}

		@Override
		public void gone() {
			if (this.session != null) {
				this.point.listener().gone(this.session);
			}
		}

	}

}
