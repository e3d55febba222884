package dev.uninterruptible.testing.process;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import dev.uninterruptible.testing.Await;

/**
 * What a generation holds while it idles.
 *
 * @param descriptors open descriptors
 * @param threads operating system threads
 * @param temporaryFiles entries in its temporary directory
 */
public record Footprint(int descriptors, int threads, int temporaryFiles) {

	private static final Duration SETTLED = Duration.ofSeconds(2);

	/**
	 * The footprint of the generation that serves, once it has stayed the same for a
	 * while.
	 * @param server the server
	 * @param glob which of its temporary files count
	 * @return the footprint
	 * @throws IOException if it cannot be read
	 */
	public static Footprint settled(ServerProcess server, String glob) throws IOException {
		AtomicReference<Footprint> last = new AtomicReference<>(of(server, glob));
		AtomicLong since = new AtomicLong(System.nanoTime());
		Await.until("the server has settled", () -> {
			Footprint now = of(server, glob);
			if (!now.equals(last.getAndSet(now))) {
				since.set(System.nanoTime());
			}
			return System.nanoTime() - since.get() > SETTLED.toNanos();
		});
		return last.get();
	}

	private static Footprint of(ServerProcess server, String glob) throws IOException {
		long pid = server.pid();
		return new Footprint(Processes.descriptors(pid), Processes.threads(pid), server.temporaryFiles(glob));
	}

}
