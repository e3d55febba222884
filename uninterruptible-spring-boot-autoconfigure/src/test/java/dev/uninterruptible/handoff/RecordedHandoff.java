package dev.uninterruptible.handoff;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.handoff.Message.Offer;
import dev.uninterruptible.handoff.Message.OfferedListener;
import dev.uninterruptible.listener.Listener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Remembers what a {@link HandoffServer} told.
 */
final class RecordedHandoff implements HandoffListener {

	private final BlockingQueue<HandoffSession> greeted = new LinkedBlockingQueue<>();

	private final BlockingQueue<Message> received = new LinkedBlockingQueue<>();

	private final BlockingQueue<HandoffSession> gone = new LinkedBlockingQueue<>();

	@Override
	public void greeted(HandoffSession session) {
		this.greeted.add(session);
	}

	@Override
	public void received(HandoffSession session, Message message) {
		this.received.add(message);
	}

	@Override
	public void gone(HandoffSession session) {
		this.gone.add(session);
	}

	/**
	 * Hand listeners over as a predecessor does.
	 */
	static void offer(HandoffSession session, int generation, List<Listener> listeners) throws IOException {
		session.offer(new Offer(new Generation(generation, ProcessHandle.current().pid()),
				listeners.stream().map(OfferedListener::of).toList(), List.of()), listeners);
	}

	HandoffSession awaitGreeted() throws InterruptedException {
		return await(this.greeted);
	}

	Message awaitReceived() throws InterruptedException {
		return await(this.received);
	}

	HandoffSession awaitGone() throws InterruptedException {
		return await(this.gone);
	}

	boolean nobodyElseGreeted() {
		return this.greeted.isEmpty();
	}

	private static <T> T await(BlockingQueue<T> queue) throws InterruptedException {
		T next = queue.poll(10, TimeUnit.SECONDS);
		assertThat(next).isNotNull();
		return next;
	}

}
