package dev.uninterruptible.testing.load;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.WrongAnswerException;

/**
 * Clients that do one exchange after another, as fast as they can, and never try twice.
 * They are virtual threads, which run on no more threads of the operating system than
 * there are processors: the clients compete with the server, but do not crowd it out.
 */
public class Load implements AutoCloseable {

	private final LoadRecorder recorder = new LoadRecorder();

	private final List<Thread> clients;

	private final AtomicInteger clientsServed = new AtomicInteger();

	private Duration pace = Duration.ZERO;

	private Duration period = Duration.ZERO;

	private volatile boolean stopped;

	/**
	 * Creates a load.
	 * @param clients how many clients
	 * @param client makes one of them
	 */
	public Load(int clients, Supplier<Client> client) {
		this.clients = IntStream.range(0, clients)
			.mapToObj((number) -> Thread.ofVirtual().unstarted(() -> run(client, number)))
			.toList();
	}

	/**
	 * Makes each client pause between two connections, so that the server has the
	 * processors too: for tests that are about something else than speed.
	 * @return this load
	 */
	public Load paced() {
		return paced(Duration.ofMillis(80));
	}

	/**
	 * Makes each client pause between two exchanges.
	 * @param pace for how long
	 * @return this load
	 */
	public Load paced(Duration pace) {
		this.pace = pace;
		return this;
	}

	/**
	 * Makes each client begin its exchanges at a steady rate. One that is late does not
	 * wait.
	 * @param period the time from one beginning to the next
	 * @return this load
	 */
	public Load every(Duration period) {
		this.period = period;
		return this;
	}

	/**
	 * Starts the clients and waits until each of them was served.
	 * @return this load
	 */
	public Load start() {
		launch();
		Await.until("each client is served", () -> this.clientsServed.get() == this.clients.size());
		return this;
	}

	/**
	 * Starts the clients and waits for nothing.
	 * @return this load
	 */
	public Load launch() {
		this.clients.forEach(Thread::start);
		return this;
	}

	private void run(Supplier<Client> supplier, int number) {
		try (Client client = supplier.get()) {
			boolean served = false;
			long start = System.nanoTime();
			for (long exchange = 0; !this.stopped; exchange++) {
				if (exchange(client, "client-" + number + "-exchange-" + exchange) && !served) {
					served = true;
					this.clientsServed.incrementAndGet();
				}
				long next = start + (exchange + 1) * this.period.toNanos();
				LockSupport.parkNanos(Math.max(this.pace.toNanos(), next - System.nanoTime()));
			}
		}
	}

	private boolean exchange(Client client, String name) {
		long start = System.nanoTime();
		try {
			client.exchange(name);
			this.recorder.served(start);
			return true;
		}
		catch (IOException ex) {
			this.recorder.failed(ex);
		}
		catch (RuntimeException ex) {
			this.recorder.failed(new WrongAnswerException(ex.toString()));
		}
		return false;
	}

	/**
	 * Measures the longest pause from now on.
	 */
	public void forgetPauses() {
		this.recorder.forgetPauses();
	}

	/**
	 * Waits until more exchanges are served.
	 * @param more how many
	 */
	public void awaitServed(long more) {
		long before = report().served();
		Await.until("%s more exchanges are served".formatted(more), () -> report().served() >= before + more);
	}

	/**
	 * What the clients saw so far.
	 * @return the report
	 */
	public LoadReport report() {
		return this.recorder.report();
	}

	/**
	 * Ends the load without waiting for it.
	 */
	public void end() {
		this.stopped = true;
	}

	/**
	 * Lets each client finish its exchange and ends the load.
	 * @return the report
	 */
	public LoadReport stop() {
		end();
		Await.until("the clients have ended", () -> this.clients.stream().noneMatch(Thread::isAlive));
		return report();
	}

	@Override
	public void close() {
		end();
	}

}
