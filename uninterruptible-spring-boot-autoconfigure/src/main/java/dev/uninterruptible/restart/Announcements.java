package dev.uninterruptible.restart;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

import dev.uninterruptible.RestartEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the application what happens, one thing after another, and for a while at most:
 * its code may hang, and a restart must not hang with it. Used by the thread that
 * decides.
 */
final class Announcements {

	private static final Logger logger = LoggerFactory.getLogger(Announcements.class);

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private final Jobs jobs;

	private final Application application;

	private final Queue<Announcement> waiting = new ArrayDeque<>();

	private boolean busy;

	Announcements(Jobs jobs, Application application) {
		this.jobs = jobs;
		this.application = application;
	}

	void hear(RestartEvent event) {
		hear(event, () -> {
		});
	}

	/**
	 * Tell the application of an event.
	 * @param then what is done when it has heard, or has taken too long
	 */
	void hear(RestartEvent event, Runnable then) {
		tell(new Announcement(event.toString(), () -> this.application.hear(event), then));
	}

	/**
	 * Tell the application that nobody is about to serve any more.
	 */
	void refuseTraffic() {
		tell(new Announcement("that nobody accepts any more", this.application::refuseTraffic, () -> {
		}));
	}

	/**
	 * Do something when the application has heard all.
	 */
	void whenHeard(Runnable then) {
		tell(new Announcement("nothing", null, then));
	}

	private void tell(Announcement announcement) {
		this.waiting.add(announcement);
		tellNext();
	}

	private void tellNext() {
		if (this.busy) {
			return;
		}
		Announcement next = this.waiting.poll();
		if (next == null) {
			return;
		}
		this.busy = true;
		Runnable work = next.work();
		if (work == null) {
			heard(next);
			return;
		}
		this.jobs.run("events", LIMIT, () -> {
			work.run();
			return true;
		}, (heard) -> heard(next), (ex) -> {
			logger.error("The application failed to hear {}", next.what(), ex);
			heard(next);
		});
	}

	private void heard(Announcement announcement) {
		this.busy = false;
		try {
			announcement.then().run();
		}
		finally {
			tellNext();
		}
	}

	private record Announcement(String what, @Nullable Runnable work, Runnable then) {

	}

}
