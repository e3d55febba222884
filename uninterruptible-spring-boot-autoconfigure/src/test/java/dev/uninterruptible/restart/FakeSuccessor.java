package dev.uninterruptible.restart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.handoff.HandoffAddress;
import dev.uninterruptible.handoff.HandoffClient;
import dev.uninterruptible.handoff.Message;
import dev.uninterruptible.launch.SuccessorProcess;
import dev.uninterruptible.listener.InheritedSocket;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A successor that is a thread of this process.
 */
final class FakeSuccessor implements SuccessorProcess {

	private final CompletableFuture<Integer> exit = new CompletableFuture<>();

	private final CountDownLatch ended = new CountDownLatch(1);

	private final BlockingQueue<Message> heard = new LinkedBlockingQueue<>();

	private final HandoffAddress address;

	private final Semaphore looks = new Semaphore(0);

	private volatile boolean works;

	private Duration processorTime = Duration.ZERO;

	FakeSuccessor(HandoffAddress address) {
		this.address = address;
	}

	/**
	 * Take over the listeners, and close them: nobody serves here.
	 */
	HandoffClient takeOver() throws IOException {
		HandoffClient client = HandoffClient.connect(this.address);
		client.inherited().forEach(InheritedSocket::close);
		client.listen((message) -> hear(client, message), () -> {
		});
		return client;
	}

	private void hear(HandoffClient client, Message message) {
		this.heard.add(message);
		if (message instanceof Message.Committed) {
			try {
				client.send(new Message.Owned(client.offer().listeners()));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

	HandoffAddress address() {
		return this.address;
	}

	void exitWith(int status) {
		this.exit.complete(status);
	}

	/**
	 * Use more and more processor time from now on.
	 */
	void work() {
		this.works = true;
	}

	@Override
	public synchronized Duration processorTime() {
		this.looks.release();
		if (this.works) {
			this.processorTime = this.processorTime.plusMillis(50);
		}
		return this.processorTime;
	}

	/**
	 * Wait until its predecessor has looked how much it has used, again and again.
	 */
	void awaitLooks(int count) throws InterruptedException {
		assertThat(this.looks.tryAcquire(count, 10, TimeUnit.SECONDS)).isTrue();
	}

	Message awaitHeard() throws InterruptedException {
		Message message = this.heard.poll(10, TimeUnit.SECONDS);
		assertThat(message).isNotNull();
		return message;
	}

	void awaitEnded() throws InterruptedException {
		assertThat(this.ended.await(10, TimeUnit.SECONDS)).isTrue();
	}

	boolean hasEnded() {
		return this.ended.getCount() == 0;
	}

	@Override
	public long pid() {
		return 1;
	}

	@Override
	public CompletableFuture<Integer> exit() {
		return this.exit;
	}

	@Override
	public void end(Duration ownTime, Duration grace) {
		this.ended.countDown();
		this.exit.complete(143);
	}

	@Override
	public void kill() {
		this.ended.countDown();
		this.exit.complete(137);
	}

	@Override
	public List<String> lastLines() {
		return List.of("last line");
	}

}
