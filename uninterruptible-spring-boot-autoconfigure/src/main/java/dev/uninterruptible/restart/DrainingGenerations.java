package dev.uninterruptible.restart;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.uninterruptible.handoff.DrainingGeneration;
import dev.uninterruptible.handoff.Generation;
import dev.uninterruptible.handoff.HandoffAddress;
import dev.uninterruptible.handoff.Link;
import dev.uninterruptible.handoff.Message;
import dev.uninterruptible.handoff.Message.Draining;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes that served before this one and still finish their connections. Those
 * that cannot be reached are known by their pid, and count too. Changed only by the
 * thread that decides.
 */
final class DrainingGenerations {

	private static final Logger logger = LoggerFactory.getLogger(DrainingGenerations.class);

	private static final Duration CONNECT_LIMIT = Duration.ofSeconds(15);

	private static final Duration BEFORE_NEXT_TRY = Duration.ofSeconds(2);

	/**
	 * How long one may take to answer that the service ends.
	 */
	private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(5);

	private static final Duration BEFORE_NEXT_TERM = RepeatedOrder.SAME.multipliedBy(2);

	private final OwnProcess process;

	private final Outside outside;

	private final Jobs jobs;

	private final Remains remains;

	private final Owner owner;

	private final List<Entry> entries = new CopyOnWriteArrayList<>();

	private final Set<Generation> known = new HashSet<>();

	private final Set<Entry> asked = new HashSet<>();

	private final List<Runnable> whenAnswered = new ArrayList<>();

	private boolean serving;

	private boolean closed;

	DrainingGenerations(OwnProcess process, Outside outside, Jobs jobs, Remains remains, Owner owner) {
		this.process = process;
		this.outside = outside;
		this.jobs = jobs;
		this.remains = remains;
		this.owner = owner;
	}

	/**
	 * Watch generations, unless they are known.
	 */
	void watch(Collection<DrainingGeneration> generations) {
		for (DrainingGeneration generation : generations) {
			if (this.known.add(generation.generation())) {
				Entry entry = new Entry(generation);
				this.entries.add(entry);
				connect(entry);
			}
		}
	}

	/**
	 * Watch the predecessor over the connection that there is.
	 */
	void watch(DrainingGeneration predecessor, Link link) {
		this.known.add(predecessor.generation());
		Entry entry = new Entry(predecessor);
		entry.link = link;
		this.entries.add(entry);
	}

	/**
	 * The predecessor has said something over that connection.
	 */
	void said(Generation generation, Message message) {
		this.entries.stream()
			.filter((entry) -> entry.generation.generation().equals(generation))
			.forEach((entry) -> said(entry, message));
	}

	private void connect(Entry entry) {
		if (this.closed || !this.entries.contains(entry)) {
			return;
		}
		if (!this.outside.processes().isAlive(entry.generation.generation().pid())) {
			remove(entry);
			return;
		}
		if (entry.generation.address().equals(HandoffAddress.NOWHERE)) {
			this.outside.inbox().after(BEFORE_NEXT_TRY, () -> connect(entry));
			return;
		}
		this.jobs.run("draining", CONNECT_LIMIT, () -> openLink(entry), (link) -> connected(entry, link), (ex) -> {
			logger.debug("{} is not watched: {}", entry.generation, ex.toString());
			this.outside.inbox().after(BEFORE_NEXT_TRY, () -> connect(entry));
		}, (late) -> connected(entry, late));
	}

	private void connected(Entry entry, Link link) {
		entry.link = link;
		answer(entry);
	}

	private Link openLink(Entry entry) throws IOException {
		Inbox inbox = this.outside.inbox();
		Link link = this.outside.transport().watch(entry.generation);
		link.listen((message) -> inbox.post(() -> said(entry, message)), () -> inbox.post(() -> disconnected(entry)));
		return link;
	}

	private void said(Entry entry, Message message) {
		switch (message) {
			case Draining progress -> entry.lastTold = progress;
			case Message.WhoServes asked -> answer(entry);
			case Message.Leaving leaving when isLeftToThis(entry, leaving) -> this.owner.leftByEarlier();
			case Message.Leaving leaving -> remove(entry);
			case Message.Refused refused -> remove(entry);
			case Message.Ready ready when this.asked.contains(entry) -> {
				this.owner.earlierServes(entry.generation.generation());
				answered(entry);
			}
			case Message.Expired expired -> this.owner.endedByEarlier(expired.reason());
			case Message other -> logger.trace("Nothing to do about {}", other);
		}
	}

	private void remove(Entry entry) {
		this.entries.remove(entry);
		this.remains.clearAwayAfter(entry.generation.generation().pid());
		answered(entry);
	}

	private void answered(Entry entry) {
		if (this.asked.remove(entry) && this.asked.isEmpty()) {
			allHaveAnswered();
		}
	}

	private void allHaveAnswered() {
		List<Runnable> waiting = List.copyOf(this.whenAnswered);
		this.whenAnswered.clear();
		waiting.forEach(Runnable::run);
	}

	/**
	 * Do something when all have answered that were told that the service ends, or have
	 * had the time for it: one of them may have come back, because this process stood
	 * still, and may serve.
	 */
	void whenAnswered(Runnable then) {
		if (this.asked.isEmpty()) {
			then.run();
		}
		else {
			this.whenAnswered.add(then);
		}
	}

	/**
	 * One that exits tells its own pid.
	 */
	private boolean isLeftToThis(Entry entry, Message.Leaving leaving) {
		return leaving.servedBy() == this.process.pid() && leaving.servedBy() != entry.generation.generation().pid();
	}

	/**
	 * The connection to the predecessor has ended.
	 */
	void disconnected(Generation generation) {
		this.entries.stream()
			.filter((entry) -> entry.generation.generation().equals(generation))
			.forEach(this::disconnected);
	}

	/**
	 * It is gone, unless only the connection is: then another one is made.
	 */
	private void disconnected(Entry entry) {
		entry.link = null;
		this.outside.inbox().after(BEFORE_NEXT_TRY, () -> connect(entry));
		if (this.outside.processes().isAlive(entry.generation.generation().pid())) {
			answered(entry);
		}
		else {
			remove(entry);
		}
	}

	/**
	 * Tell the oldest ones that their time is over, if there are too many.
	 * @param max how many may go on
	 */
	void expireBeyond(int max) {
		List<Entry> all = byAge();
		all.subList(0, Math.max(0, all.size() - max)).forEach((entry) -> expire(entry, max));
	}

	private void expire(Entry entry, int max) {
		if (send(entry, new Message.Expired("more than %s generations finish their connections".formatted(max)))) {
			logger.warn("More than {} generations finish their connections: {} is told to close its own", max,
					entry.generation);
			return;
		}
		logger.warn(
				"More than {} generations finish their connections: {} cannot be reached, and is sent TERM until it is gone",
				max, entry.generation);
		terminate(entry.generation.generation().pid());
	}

	/**
	 * The first TERM lets its connections finish, if it is the first, and each other one
	 * ends it.
	 */
	private void terminate(long pid) {
		if (this.outside.processes().isAlive(pid)) {
			this.outside.processes().terminate(pid);
			this.outside.inbox().after(BEFORE_NEXT_TERM, () -> terminate(pid));
		}
	}

	/**
	 * Tell all that the service ends: none of them must accept again. One that cannot be
	 * reached gets a TERM, which does the same.
	 */
	void tellLast(Message message) {
		this.serving = false;
		for (Entry entry : this.entries) {
			if (send(entry, message)) {
				this.asked.add(entry);
			}
			else {
				this.outside.processes().terminate(entry.generation.generation().pid());
			}
		}
		if (!this.asked.isEmpty()) {
			Patience.start(this.outside.inbox(), ANSWER_PATIENCE, () -> {
				this.asked.clear();
				allHaveAnswered();
			});
		}
	}

	/**
	 * Tell all of them, those too that are reached later, that this process serves.
	 */
	void tellServing() {
		this.serving = true;
		tell(new Message.Ready());
	}

	/**
	 * This process does not serve any more, unless it must again: they need not know.
	 */
	void servesNoMore() {
		this.serving = false;
	}

	private void answer(Entry entry) {
		if (this.serving) {
			send(entry, new Message.Ready());
		}
	}

	/**
	 * Tell all of them that it does not.
	 */
	void tellLeaving(Message.Leaving leaving) {
		this.serving = false;
		tell(leaving);
	}

	/**
	 * Tell all of them.
	 */
	void tell(Message message) {
		this.entries.forEach((entry) -> send(entry, message));
	}

	private static boolean send(Entry entry, Message message) {
		Link link = entry.link;
		try {
			if (link != null) {
				link.send(message);
				return true;
			}
		}
		catch (IOException ex) {
			logger.debug("{} could not be told: {}", entry.generation, ex.getMessage());
		}
		return false;
	}

	/**
	 * Watch nobody any more.
	 */
	void close() {
		this.closed = true;
	}

	/**
	 * Return the generations, for a successor to watch them too.
	 */
	List<DrainingGeneration> generations() {
		return byAge().stream().map((entry) -> entry.generation).toList();
	}

	List<DrainingStatus> status() {
		return byAge().stream().map((entry) -> DrainingStatus.of(entry.generation, entry.lastTold)).toList();
	}

	private List<Entry> byAge() {
		return this.entries.stream()
			.sorted(Comparator.comparingInt((entry) -> entry.generation.generation().number()))
			.toList();
	}

	/**
	 * Who acts on what one does that has come back because this process was not ready.
	 */
	interface Owner {

		/**
		 * It ends the service.
		 */
		void endedByEarlier(String reason);

		/**
		 * It has left the service to this process.
		 */
		void leftByEarlier();

		/**
		 * It serves, while this process is about to end the service.
		 */
		void earlierServes(Generation earlier);

	}

	/**
	 * One of them.
	 */
	private static final class Entry {

		private final DrainingGeneration generation;

		private @Nullable Link link;

		private volatile @Nullable Draining lastTold;

		Entry(DrainingGeneration generation) {
			this.generation = generation;
		}

	}

}
