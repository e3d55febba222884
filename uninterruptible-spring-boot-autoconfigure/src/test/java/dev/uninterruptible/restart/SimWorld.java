package dev.uninterruptible.restart;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import dev.uninterruptible.handoff.HandoffAddress;
import org.jspecify.annotations.Nullable;

/**
 * A machine on which some generations of a server run, with a clock of its own: one thing
 * happens after another, in an order that the seed decides.
 */
final class SimWorld {

	private static final long MILLISECOND = Duration.ofMillis(1).toNanos();

	private final PriorityQueue<Step> steps = new PriorityQueue<>(
			Comparator.comparingLong(Step::time).thenComparingLong(Step::order));

	private final RandomGenerator random;

	private final boolean telling;

	private final List<String> story = new ArrayList<>();

	private final List<SimProcess> processes = new ArrayList<>();

	private final Map<Path, SimPoint> points = new LinkedHashMap<>();

	private final List<SimCoroutine> coroutines = new ArrayList<>();

	private final SimFiles files = new SimFiles();

	private long now;

	private long order;

	private int names;

	private boolean calm;

	private boolean socketFile = true;

	private boolean everybodyUnwell;

	private boolean brokenConnection;

	private @Nullable String violation;

	SimWorld(long seed, boolean telling) {
		this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
		this.telling = telling;
	}

	RandomGenerator random() {
		return this.random;
	}

	boolean chance(double probability) {
		return this.random.nextDouble() < probability;
	}

	/**
	 * Like {@link #chance}, for what goes wrong: nothing does once all is calm.
	 */
	boolean fault(double probability) {
		return !this.calm && chance(probability);
	}

	long millis(int from, int to) {
		return this.random.nextInt(from, to + 1) * MILLISECOND;
	}

	/**
	 * Nothing goes wrong any more.
	 */
	void calmDown() {
		this.calm = true;
		this.everybodyUnwell = false;
		this.processes.forEach(SimProcess::calmDown);
	}

	long now() {
		return this.now;
	}

	void after(long delay, Runnable task) {
		this.steps.add(new Step(this.now + Math.max(0, delay), this.order++, task));
	}

	/**
	 * Let happen what comes next.
	 * @param until the time after which nothing happens
	 * @return {@code false} if nothing does
	 */
	boolean step(long until) {
		Step next = this.steps.peek();
		if (next == null || next.time() > until) {
			this.now = Math.max(this.now, until);
			return false;
		}
		this.steps.remove();
		this.now = next.time();
		next.task().run();
		return true;
	}

	void tell(String what) {
		if (this.telling) {
			this.story.add(String.format(Locale.ROOT, "%9.3f  %s", this.now / 1e9, what));
		}
	}

	boolean isTelling() {
		return this.telling;
	}

	List<String> story() {
		return this.story;
	}

	void violate(String what) {
		if (this.violation == null) {
			this.violation = what;
			tell("VIOLATION: " + what);
		}
	}

	@Nullable String violation() {
		return this.violation;
	}

	List<SimProcess> processes() {
		return this.processes;
	}

	List<SimProcess> living() {
		return this.processes.stream().filter(SimProcess::isAlive).toList();
	}

	SimProcess add(SimProcess process) {
		this.processes.add(process);
		return process;
	}

	long nextPid() {
		return 100L + this.processes.size();
	}

	@Nullable SimProcess process(long pid) {
		return this.processes.stream().filter((process) -> process.pid() == pid).findFirst().orElse(null);
	}

	/**
	 * Return an address that nobody has.
	 */
	HandoffAddress newAddress() {
		int name = this.names++;
		return new HandoffAddress(Path.of("/run/" + name), "token" + name);
	}

	Map<Path, SimPoint> points() {
		return this.points;
	}

	/**
	 * Remove the handoff sockets, as somebody does who cleans the temporary directory.
	 */
	void removeSocketFiles() {
		tell("the temporary directory is cleaned");
		this.points.values().removeIf((point) -> !point.address().isTakeover());
	}

	/**
	 * Remove the pidfile and what waits at the handoff path, as somebody does who cleans
	 * their directory.
	 */
	void removeServiceFiles() {
		tell("pidfile and handoff path are removed");
		this.points.values().removeIf((point) -> point.address().isTakeover());
		this.files.removePid();
	}

	SimFiles files() {
		return this.files;
	}

	void add(SimCoroutine coroutine) {
		this.coroutines.add(coroutine);
	}

	/**
	 * End what was begun and never finished.
	 */
	void end() {
		this.coroutines.forEach(SimCoroutine::abandon);
	}

	boolean hasSocketFile() {
		return this.socketFile;
	}

	void socketFile(boolean exists) {
		this.socketFile = exists;
	}

	/**
	 * A connection has ended between two processes that live.
	 */
	void breakConnection() {
		this.brokenConnection = true;
	}

	boolean hasBrokenConnection() {
		return this.brokenConnection;
	}

	boolean isEverybodyUnwell() {
		return this.everybodyUnwell;
	}

	void everybodyUnwell(boolean unwell) {
		this.everybodyUnwell = unwell;
	}

	private record Step(long time, long order, Runnable task) {

	}

}
