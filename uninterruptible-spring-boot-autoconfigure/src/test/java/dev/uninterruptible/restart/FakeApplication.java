package dev.uninterruptible.restart;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.uninterruptible.RestartEvent;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that remembers what it was told, and whose process never ends.
 */
final class FakeApplication implements Application {

	private final List<RestartEvent> heard = new CopyOnWriteArrayList<>();

	private final CompletableFuture<Integer> exit = new CompletableFuture<>();

	private final CompletableFuture<Integer> halt = new CompletableFuture<>();

	private volatile @Nullable String veto;

	private volatile CompletableFuture<Void> listens = CompletableFuture.completedFuture(null);

	private final CompletableFuture<Boolean> refusal = new CompletableFuture<>();

	void veto(String reason) {
		this.veto = reason;
	}

	@Override
	public @Nullable String veto() {
		return this.veto;
	}

	@Override
	public @Nullable String failure() {
		return null;
	}

	@Override
	public void hear(RestartEvent event) {
		this.heard.add(event);
		this.listens.join();
	}

	/**
	 * Let those who hear of an event hang.
	 * @return what lets them go on
	 */
	CompletableFuture<Void> hang() {
		this.listens = new CompletableFuture<>();
		return this.listens;
	}

	List<RestartEvent> heard() {
		return this.heard;
	}

	/**
	 * Wait until the last thing that it heard is an event.
	 */
	void awaitHeard(RestartEvent event) {
		Awaitility.await().untilAsserted(() -> assertThat(this.heard).isNotEmpty().last().isEqualTo(event));
	}

	@Override
	public void refuseTraffic() {
		this.refusal.complete(true);
	}

	boolean refusesTraffic() {
		return this.refusal.isDone();
	}

	boolean awaitRefusal() throws ExecutionException, InterruptedException, TimeoutException {
		return this.refusal.get(10, TimeUnit.SECONDS);
	}

	@Override
	public void exit(int status) {
		this.exit.complete(status);
	}

	@Override
	public void halt(int status) {
		this.halt.complete(status);
	}

	boolean hasExited() {
		return this.exit.isDone() || this.halt.isDone();
	}

	int awaitExit() throws ExecutionException, InterruptedException, TimeoutException {
		return this.exit.get(10, TimeUnit.SECONDS);
	}

	int awaitHalt() throws ExecutionException, InterruptedException, TimeoutException {
		return this.halt.get(10, TimeUnit.SECONDS);
	}

}
