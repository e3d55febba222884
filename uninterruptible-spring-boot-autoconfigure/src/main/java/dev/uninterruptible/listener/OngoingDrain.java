package dev.uninterruptible.listener;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a {@link Drainable} is being drained, and the future that tells when it has
 * been. A future belongs to one drain: after that was taken back, nothing completes it
 * any more. All methods may be called from any thread.
 */
public final class OngoingDrain {

	private static final Logger logger = LoggerFactory.getLogger(OngoingDrain.class);

	private final BooleanSupplier finished;

	private final ReentrantLock lock = new ReentrantLock();

	private volatile @Nullable CompletableFuture<Void> drained;

	/**
	 * Create it. Nothing is being drained yet.
	 * @param finished tells whether no connection is left; must not block
	 */
	public OngoingDrain(BooleanSupplier finished) {
		this.finished = finished;
	}

	/**
	 * Begin to drain, unless that has begun already.
	 * @return the future of the drain that is under way now
	 */
	public CompletableFuture<Void> begin() {
		return begin((future) -> {
		});
	}

	/**
	 * Begin to drain, unless that has begun already.
	 * @param task what else there is to do for that, if there are connections; called
	 * with the future by this thread. If it throws, the future is completed with that:
	 * nobody may ever look again
	 * @return the future of the drain that is under way now
	 */
	public CompletableFuture<Void> begin(Consumer<CompletableFuture<Void>> task) {
		CompletableFuture<Void> future = new CompletableFuture<>();
		this.lock.lock();
		try {
			if (this.drained != null) {
				return this.drained;
			}
			this.drained = future;
		}
		finally {
			this.lock.unlock();
		}
		look();
		if (!future.isDone()) {
			attempt(task, future);
			look();
		}
		return future;
	}

	private static void attempt(Consumer<CompletableFuture<Void>> task, CompletableFuture<Void> future) {
		try {
			task.accept(future);
		}
		catch (Throwable ex) {
			logger.error("Connections cannot be finished, and will be cut", ex);
			future.completeExceptionally(ex);
		}
	}

	/**
	 * Take the drain back, if one is under way.
	 */
	public void takeBack() {
		this.lock.lock();
		try {
			this.drained = null;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return whether a drain has begun and was not taken back.
	 * @return {@code true} also when it is over
	 */
	public boolean isUnderWay() {
		return this.drained != null;
	}

	/**
	 * Return the future of the drain that is under way.
	 * @return the future, {@code null} if there is none
	 */
	public @Nullable CompletableFuture<Void> current() {
		return this.drained;
	}

	/**
	 * Return whether a certain drain is under way, for what was scheduled during it.
	 * @param drain its future
	 * @return {@code false} after it was taken back, even if another one has begun
	 */
	@SuppressWarnings("ReferenceEquality") // that is what tells one drain from another
	public boolean isUnderWay(Future<Void> drain) {
		return this.drained == drain;
	}

	/**
	 * Complete the future if a drain is under way and no connection is left. To be called
	 * after each connection that ends.
	 */
	public void look() {
		CompletableFuture<Void> over = (this.drained != null) ? over() : null;
		if (over != null) {
			over.complete(null);
		}
	}

	/**
	 * Found out under the lock, so that what is seen belongs to the drain whose future is
	 * returned.
	 */
	private @Nullable CompletableFuture<Void> over() {
		this.lock.lock();
		try {
			return this.finished.getAsBoolean() ? this.drained : null;
		}
		finally {
			this.lock.unlock();
		}
	}

}
