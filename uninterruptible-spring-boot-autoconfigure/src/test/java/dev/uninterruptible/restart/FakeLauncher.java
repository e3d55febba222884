package dev.uninterruptible.restart;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.handoff.HandoffAddress;
import dev.uninterruptible.launch.ProcessLauncher;
import dev.uninterruptible.launch.SuccessorProcess;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Launches successors that are threads of this process.
 */
final class FakeLauncher implements ProcessLauncher {

	private final BlockingQueue<Life> lives = new LinkedBlockingQueue<>();

	private final BlockingQueue<FakeSuccessor> launched = new LinkedBlockingQueue<>();

	private volatile @Nullable Error error;

	private volatile @Nullable CountDownLatch gate;

	/**
	 * Say what the next successor does.
	 */
	FakeLauncher next(Life life) {
		this.lives.add(life);
		return this;
	}

	/**
	 * Fail the next launch as a JVM does that cannot go on.
	 */
	void throwNext(Error error) {
		this.error = error;
	}

	/**
	 * Let the next launch take until the gate opens.
	 */
	CountDownLatch holdNext() {
		CountDownLatch gate = new CountDownLatch(1);
		this.gate = gate;
		return gate;
	}

	@Override
	public SuccessorProcess launch(HandoffAddress address) throws IOException {
		Error thrown = this.error;
		this.error = null;
		if (thrown != null) {
			throw thrown;
		}
		Life life = this.lives.poll();
		if (life == null) {
			throw new IOException("out of lives");
		}
		FakeSuccessor successor = new FakeSuccessor(address);
		awaitGate();
		Thread.ofPlatform().daemon().start(() -> {
			try {
				life.live(successor);
			}
			catch (Exception ex) {
				successor.exitWith(1);
			}
		});
		this.launched.add(successor);
		return successor;
	}

	private void awaitGate() throws IOException {
		CountDownLatch gate = this.gate;
		try {
			if (gate != null && !gate.await(10, TimeUnit.SECONDS)) {
				throw new IOException("the gate stays closed");
			}
		}
		catch (InterruptedException ex) {
			throw new InterruptedIOException();
		}
	}

	/**
	 * Return whether all launches have begun, and so may wait at the gate.
	 */
	boolean hasBegun() {
		return this.lives.isEmpty();
	}

	FakeSuccessor awaitLaunched() throws InterruptedException {
		FakeSuccessor successor = this.launched.poll(10, TimeUnit.SECONDS);
		assertThat(successor).isNotNull();
		return successor;
	}

	@Override
	public String toString() {
		return "fake";
	}

	/**
	 * What a successor does.
	 */
	@FunctionalInterface
	interface Life {

		void live(FakeSuccessor successor) throws Exception;

	}

}
