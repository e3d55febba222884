package dev.uninterruptible.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.uninterruptible.listener.BindAddress;
import dev.uninterruptible.listener.ConnectionTotals;
import dev.uninterruptible.listener.Listener;
import dev.uninterruptible.listener.ListenerChannel;
import dev.uninterruptible.listener.ListenerRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link AcceptLoop} where no more threads can be had.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class AcceptLoopTests {

	private final ListenerRegistry registry = new ListenerRegistry();

	private final CountDownLatch stopped = new CountDownLatch(1);

	private final AtomicInteger failures = new AtomicInteger();

	private final AtomicInteger rejected = new AtomicInteger();

	@SuppressWarnings("NullAway.Init")
	private Listener listener;

	@SuppressWarnings("NullAway.Init")
	private Connections connections;

	@SuppressWarnings("NullAway.Init")
	private Thread thread;

	@BeforeEach
	void start() throws IOException {
		BindAddress address = new BindAddress.Tcp(InetAddress.getLoopbackAddress(), 0);
		this.listener = this.registry.open("test", address, 64);
		ConnectionLimits limits = new ConnectionLimits(AllowedNetworks.ALL, 1, null, null);
		ServerSettings settings = new ServerSettings("test", address, 64, limits, null);
		ConnectionObserver observer = new ConnectionObserver() {

			@Override
			public void rejected(String server, Rejection reason) {
				if (reason == Rejection.THREAD) {
					AcceptLoopTests.this.rejected.incrementAndGet();
				}
			}

		};
		this.connections = new Connections(Serving.of(settings,
				(client) -> client.getOutputStream().write(client.getInputStream().read()), observer),
				this.listener::isPaused, failingThreads());
		ListenerChannel channel = this.listener.openChannel();
		this.thread = Thread.ofPlatform().start(new AcceptLoop("test", channel, this.connections, this.stopped));
	}

	private ThreadFactory failingThreads() {
		ThreadFactory virtual = Thread.ofVirtual().factory();
		return (task) -> (this.failures.getAndDecrement() > 0) ? new UnstartableThread() : virtual.newThread(task);
	}

	@AfterEach
	void stop() throws InterruptedException {
		this.registry.close();
		this.stopped.countDown();
		this.thread.join();
	}

	@Test
	void portServesAgainWhenThereAreThreadsAgain(CapturedOutput output) throws Exception {
		this.failures.set(3);
		for (int i = 0; i < 3; i++) {
			try (Socket client = connect()) {
				assertThat(client.getInputStream().read()).isEqualTo(-1);
			}
		}
		try (Socket client = connect()) {
			client.getOutputStream().write('x');
			assertThat(client.getInputStream().read()).isEqualTo('x');
		}
		Awaitility.await().until(() -> this.connections.count() == 0);
		assertThat(this.connections.counter().totals()).isEqualTo(new ConnectionTotals(1, 3, 0));
		assertThat(this.rejected).hasValue(3);
		assertThat(output.getAll()).contains("Listener 'test' could not accept a connection and tries again: "
				+ "java.lang.OutOfMemoryError: unable to create native thread");
	}

	@Test
	void connectionThatNobodyServesHoldsUpNoDrain() throws Exception {
		this.failures.set(1);
		try (Socket client = connect()) {
			assertThat(client.getInputStream().read()).isEqualTo(-1);
		}
		this.listener.pause();
		CompletableFuture<Void> drained = this.connections.drain();
		assertThat(drained).succeedsWithin(10, TimeUnit.SECONDS);
		assertThat(this.thread.isAlive()).isTrue();
	}

	private Socket connect() throws IOException {
		Socket client = new Socket(this.listener.address().getAddress(), this.listener.address().getPort());
		client.setSoTimeout(10_000);
		return client;
	}

	/**
	 * What a virtual thread is where no thread can be had to carry it.
	 */
	private static final class UnstartableThread extends Thread {

		@Override
		public void start() {
			throw new OutOfMemoryError("unable to create native thread");
		}

	}

}
