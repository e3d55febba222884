package dev.uninterruptible.sample;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Clients that make one connection after another, as fast as they can, and never try
 * twice. They are virtual threads, which run on no more threads of the operating system
 * than there are processors: the clients compete with the server, but do not crowd it
 * out.
 */
abstract class Load implements AutoCloseable {

	private final LoadRecorder recorder = new LoadRecorder();

	private final List<Thread> clients;

	private Duration pace = Duration.ZERO;

	private volatile boolean stopped;

	Load(int clients) {
		this.clients = IntStream.range(0, clients)
			.mapToObj((client) -> Thread.ofVirtual().unstarted(() -> run(client)))
			.toList();
	}

	/**
	 * Makes one connection, gets its answer and closes it.
	 * @param name a name that no other connection has
	 * @throws IOException if anything is not as it should be
	 */
	abstract void connect(String name) throws IOException;

	/**
	 * Makes each client pause between two connections, so that the server has the
	 * processors too: for tests that are about something else than speed.
	 * @return this load
	 */
	Load paced() {
		this.pace = Duration.ofMillis(3);
		return this;
	}

	/**
	 * Starts the clients and waits until the first of them is served.
	 * @return this load
	 */
	Load start() {
		this.clients.forEach(Thread::start);
		Await.until("a client is served", ServerProcess.DEADLINE, () -> report().served() > 0);
		return this;
	}

	private void run(int client) {
		for (long number = 0; !this.stopped; number++) {
			long start = System.nanoTime();
			try {
				connect("client " + client + " connection " + number);
				this.recorder.served(start);
			}
			catch (IOException ex) {
				this.recorder.failed(ex);
			}
			catch (RuntimeException ex) {
				this.recorder.failed(new WrongAnswerException(ex.toString()));
			}
			LockSupport.parkNanos(this.pace.toNanos());
		}
	}

	/**
	 * Measures the longest pause from now on.
	 */
	void forgetPauses() {
		this.recorder.forgetPauses();
	}

	/**
	 * Waits until more connections are served.
	 * @param more how many
	 */
	void awaitServed(long more) {
		long before = report().served();
		Await.until("%d more connections are served".formatted(more), ServerProcess.DEADLINE,
				() -> report().served() >= before + more);
	}

	/**
	 * What the clients saw so far.
	 * @return the report
	 */
	LoadReport report() {
		return this.recorder.report();
	}

	/**
	 * Lets each client finish its connection and ends the load.
	 * @return the report
	 */
	LoadReport stop() {
		this.stopped = true;
		Await.until("the clients have ended", ServerProcess.DEADLINE,
				() -> this.clients.stream().noneMatch(Thread::isAlive));
		return report();
	}

	@Override
	public void close() {
		this.stopped = true;
	}

}
