package dev.uninterruptible.restart;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
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
