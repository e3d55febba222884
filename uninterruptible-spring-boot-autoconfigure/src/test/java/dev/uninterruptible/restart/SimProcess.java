package dev.uninterruptible.restart;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import dev.uninterruptible.handoff.DrainingGeneration;
import dev.uninterruptible.handoff.Generation;
import dev.uninterruptible.handoff.HandoffAddress;
import dev.uninterruptible.handoff.HandoffListener;
import dev.uninterruptible.handoff.HandoffPoint;
import dev.uninterruptible.handoff.Link;
import dev.uninterruptible.handoff.Message;
import dev.uninterruptible.launch.ProcessLauncher;
import dev.uninterruptible.launch.SuccessorProcess;
import org.jspecify.annotations.Nullable;

/**
 * A process of a simulation: the real core, on a thread that decides which is none, over
 * an operating system which is none. It can be killed, frozen, told to end, and be out of
 * threads or of files.
 */
final class SimProcess implements Inbox, Threads, Transport, OtherProcesses, ProcessLauncher, SuccessorProcess {

	private static final Duration OFFER_PATIENCE = Duration.ofSeconds(10);

	private static final int KILLED = 137;

	/**
	 * A process that ends waits a while for a launch, not for one that hangs.
	 */
	private static final long LONGEST_LAUNCH = Duration.ofSeconds(10).toNanos();

	private static final long LONGEST_JOB = Duration.ofMinutes(1).toNanos();

	private final SimWorld world;

	private final long pid;

	private final RestartSettings settings;

	private final int revision;

	private final @Nullable SimProcess parent;

	private final SimSockets sockets;

	private final SimApplication application;

	private final Queue<Runnable> queue = new ArrayDeque<>();

	private final List<SimConnection> connections = new ArrayList<>();

	private final List<SimPoint> points = new ArrayList<>();

	private final List<SimProcess> children = new ArrayList<>();

	private final List<RestartRequest> requests = new ArrayList<>();

	private final List<Long> running = new ArrayList<>();

	private final RepeatedOrder termination = new RepeatedOrder(this::nanoTime);

	private final CompletableFuture<Integer> exit = new CompletableFuture<>();

	private Consumer<Throwable> unexpected = (ex) -> {
	};

	private @Nullable StateMachine machine;

	private SimConnection.@Nullable ClientEnd toPredecessor;

	private boolean turning;

	private boolean alive = true;

	private boolean awaitsSockets;

	private boolean hasSockets;

	private boolean terminated;

	private boolean stopped;

	private boolean finished;

	private boolean hung;

	private boolean killed;

	private boolean served;

	private boolean ready;

	private long reportsLate;

	private boolean tookLong;

	private long toldToEndAt;

	private long first;

	private long frozenUntil;

	private long lastFrozen;

	private long noThreadsUntil;

	private long noFilesUntil;

	private long processorTime;

	SimProcess(SimWorld world, RestartSettings settings, int revision, @Nullable SimProcess parent) {
		this.world = world;
		this.pid = world.nextPid();
		this.settings = settings;
		this.revision = revision;
		this.parent = parent;
		this.sockets = new SimSockets(this);
		this.application = new SimApplication(this);
		world.add(this);
	}

	// The life of the process

	/**
	 * Start without a predecessor, or with one that waits somewhere.
	 */
	void boot(@Nullable HandoffAddress predecessor) {
		this.world.tell(this + " boots");
		if (predecessor == null) {
			bootAlone();
			return;
		}
		try {
			SimConnection.ClientEnd link = SimConnection.connect(this, predecessor);
			this.toPredecessor = link;
			link.listen((message) -> bootWith(link, message), () -> exit(1));
			this.world.after(OFFER_PATIENCE.toNanos(), () -> {
				if (this.machine == null) {
					exit(1);
				}
			});
		}
		catch (IOException ex) {
			bootAlone();
		}
	}

	/**
	 * The port is taken as long as another process has it.
	 */
	private void bootAlone() {
		if (this.world.living().stream().anyMatch((other) -> !other.equals(this) && other.occupiesPort())) {
			exit(1);
			return;
		}
		this.world.socketFile(true);
		this.first = this.pid;
		begin(1, null);
	}

	private void bootWith(SimConnection.ClientEnd link, Message message) {
		if (message instanceof Message.Offer offer && this.machine == null) {
			SimProcess predecessor = this.world.process(offer.generation().pid());
			this.first = (predecessor != null) ? predecessor.first : 0;
			begin(offer.generation().number() + 1, new Predecessor(link, offer, now()));
		}
		else if (this.machine == null) {
			exit(1);
		}
	}

	private void begin(int generation, @Nullable Predecessor predecessor) {
		this.hasSockets = true;
		Outside outside = new Outside(this, this, this, this, this, this.sockets, this.application);
		StateMachine machine = new StateMachine(new OwnProcess(new Generation(generation, this.pid), now()),
				this.settings, outside, new PidFile(this.world.files().pidFile(), this.pid), predecessor);
		this.machine = machine;
		if (predecessor == null) {
			this.sockets.own();
		}
		machine.start();
		this.world.after(this.world.millis(200, 6000), this::booted);
		this.world.after(this.world.millis(200, 2000), this::tellStep);
	}

	private void tellStep() {
		if (this.alive && !this.hung && !isFrozen() && !this.ready && this.toPredecessor != null && this.revision > 1) {
			try {
				this.toPredecessor.send(new Message.Starting("a bean"));
			}
			catch (IOException ex) {
				this.world.tell(this + " cannot tell how far it is");
			}
		}
	}

	private void booted() {
		if (!this.alive || this.machine == null) {
			return;
		}
		if (this.world.fault(0.04)) {
			fail();
		}
		else if (this.world.fault(0.02)) {
			halted();
			exit(1);
		}
		else if (this.world.fault(0.02)) {
			this.hung = true;
		}
		else {
			this.ready = true;
			StateMachine started = this.machine;
			post(() -> started.serve(new CompletableFuture<>()));
		}
	}

	private void fail() {
		try {
			if (this.toPredecessor != null) {
				this.toPredecessor.send(new Message.Failed("it does not start"));
			}
		}
		catch (IOException ex) {
			this.world.tell(this + " cannot tell that it failed");
		}
		halted();
		this.world.after(this.world.millis(1, 500), () -> exit(1));
	}

	/**
	 * A signal TERM: the first one drains, the second one ends the process at once.
	 */
	void term() {
		if (!this.termination.isAnother()) {
			return;
		}
		this.world.tell(this + " gets TERM");
		StateMachine started = this.machine;
		markToldToEnd();
		if (started == null) {
			halted();
			exit(143);
		}
		else if (!this.terminated) {
			this.terminated = true;
			post(started::terminateRequested);
		}
		else {
			started.endAtOnce();
			this.killed = true;
			exit(1);
		}
	}

	/**
	 * The application context closes, as it does at an INT.
	 */
	void interrupt() {
		this.world.tell(this + " gets INT");
		StateMachine started = this.machine;
		markToldToEnd();
		if (started == null || started.state() == ProcessState.STARTING) {
			halted();
			exit(130);
			return;
		}
		CompletableFuture<Void> done = new CompletableFuture<>();
		CompletableFuture<Void> unused = done.thenRun(() -> this.world.after(this.world.millis(0, 500), () -> {
			if (this.alive && !started.isExiting()) {
				started.service().disappear();
				this.sockets.close();
				exit(130);
			}
		}));
		post(() -> started.closeRequested(done));
	}

	private void markToldToEnd() {
		if (this.toldToEndAt == 0) {
			this.toldToEndAt = this.world.now();
		}
		this.stopped = true;
	}

	@Override
	public void kill() {
		if (this.alive) {
			this.world.tell(this + " is killed");
			this.killed = true;
			exit(KILLED);
		}
	}

	/**
	 * The process is gone, and its sockets with it.
	 */
	void exit(int status) {
		if (this.alive) {
			this.world.tell(this + " is gone with status " + status);
			this.alive = false;
			if (!this.killed) {
				this.children.forEach(this::checkNotLeftBehind);
			}
			List.copyOf(this.connections).forEach(SimConnection::end);
			this.queue.clear();
			if (this.parent != null) {
				this.world.after(this.world.millis(0, 20), () -> this.exit.complete(status));
			}
		}
	}

	/**
	 * Who launches a process must end it, unless it hands over to it.
	 */
	private void checkNotLeftBehind(SimProcess child) {
		boolean couldEndIt = !hasNoThreads() && this.world.now() - this.lastFrozen > Duration.ofMinutes(1).toNanos();
		if (child.alive && !child.hasSockets && !child.stopped && couldEndIt) {
			this.world.violate("%s leaves %s behind".formatted(this, child));
		}
	}

	/**
	 * Let nothing happen in this process for a while.
	 */
	void freeze(long nanos) {
		this.world.tell("%s is frozen for %s ms".formatted(this, nanos / 1_000_000));
		this.frozenUntil = Math.max(this.frozenUntil, this.world.now() + nanos);
		this.lastFrozen = Math.max(this.lastFrozen, this.frozenUntil);
	}

	/**
	 * Not twice in a row: without threads nobody can begin to serve.
	 */
	void outOfThreads(long nanos) {
		if (!hasNoThreads()) {
			this.world.tell("%s is out of threads for %s ms".formatted(this, nanos / 1_000_000));
			this.noThreadsUntil = this.world.now() + nanos;
		}
	}

	void outOfFiles(long nanos) {
		this.world.tell("%s is out of files for %s ms".formatted(this, nanos / 1_000_000));
		this.noFilesUntil = this.world.now() + nanos;
	}

	void unwell(boolean unwell) {
		this.world.tell(this + (unwell ? " is unwell" : " is well"));
		this.application.unwell(unwell);
	}

	void calmDown() {
		this.application.unwell(false);
		this.noThreadsUntil = 0;
		this.noFilesUntil = 0;
		this.frozenUntil = Math.min(this.frozenUntil, this.world.now());
	}

	/**
	 * Ask for a restart.
	 */
	void request(String trigger) {
		this.world.tell("%s is asked by %s to restart".formatted(this, trigger));
		StateMachine started = this.machine;
		if (started != null) {
			RestartRequest request = RestartRequest.of(trigger, now());
			this.requests.add(request);
			post(() -> started.restart(request, null));
		}
	}

	/**
	 * No connection is left, or those that were are cut: this process may exit.
	 */
	void finished() {
		this.finished = true;
	}

	/**
	 * It is ended before it has come to its end.
	 */
	void halted() {
		this.killed = true;
	}

	void exiting() {
		this.finished = true;
	}

	// What the invariants look at

	SimWorld world() {
		return this.world;
	}

	@Override
	public long pid() {
		return this.pid;
	}

	int revision() {
		return this.revision;
	}

	boolean isAlive() {
		return this.alive;
	}

	boolean isFrozen() {
		return this.frozenUntil > this.world.now();
	}

	long frozenFor() {
		return this.frozenUntil - this.world.now();
	}

	long lastFrozen() {
		return this.lastFrozen;
	}

	boolean hasNoThreads() {
		return this.noThreadsUntil > this.world.now();
	}

	private boolean hasNoFiles() {
		return this.noFilesUntil > this.world.now();
	}

	boolean holdsSockets() {
		return this.alive && this.hasSockets && this.sockets.isOpen();
	}

	/**
	 * Sockets are on their way to this process: they are open although nobody has them.
	 */
	void awaitsSockets() {
		this.awaitsSockets = true;
	}

	private boolean occupiesPort() {
		return holdsSockets() || (this.alive && !this.hasSockets && this.awaitsSockets);
	}

	boolean accepts() {
		return this.alive && this.hasSockets && this.sockets.isAccepting();
	}

	boolean hasServed() {
		return this.served;
	}

	/**
	 * Return whether it never will be ready.
	 */
	boolean isHung() {
		return this.hung;
	}

	/**
	 * Return whether its application is ready, so that it could serve.
	 */
	boolean isReady() {
		return this.ready;
	}

	boolean wasToldToEnd() {
		return this.stopped;
	}

	long toldToEndAt() {
		return this.toldToEndAt;
	}

	boolean wasKilled() {
		return this.killed;
	}

	boolean awaitsTakeovers() {
		return this.settings.takeover() != null;
	}

	boolean hasFinished() {
		return this.finished;
	}

	/**
	 * Return whether it is a later generation of the same server.
	 */
	boolean isOfSameServer(SimProcess other) {
		return this.first == other.first;
	}

	/**
	 * Return whether it was replaced, and finishes its connections, while the service
	 * goes on.
	 */
	boolean isReplaced() {
		return this.alive && this.served && state() == ProcessState.DRAINING && !this.stopped && !this.finished
				&& (holdsSockets() || this.revision == 1);
	}

	RestartSettings settings() {
		return this.settings;
	}

	@Nullable StateMachine machine() {
		return this.machine;
	}

	ProcessState state() {
		return (this.machine != null) ? this.machine.state() : ProcessState.STARTING;
	}

	List<RestartRequest> requests() {
		return this.requests;
	}

	List<SimPoint> openPoints() {
		return this.points.stream()
			.filter((point) -> point.equals(this.world.points().get(point.address().path())))
			.toList();
	}

	/**
	 * Return how many jobs have run for longer than any may.
	 */
	long stuckJobs() {
		return this.running.stream().filter((start) -> this.world.now() - start > LONGEST_JOB).count();
	}

	void add(SimConnection connection) {
		this.connections.add(connection);
	}

	void remove(SimConnection connection) {
		this.connections.remove(connection);
	}

	// The thread that decides

	@Override
	public boolean post(Runnable task) {
		if (!this.alive) {
			return false;
		}
		if (this.reportsLate > 0) {
			this.world.after(this.reportsLate, () -> add(task));
		}
		else {
			add(task);
		}
		return true;
	}

	private void add(Runnable task) {
		if (this.alive) {
			this.queue.add(task);
			turnLater();
		}
	}

	/**
	 * Return how long it takes until something is heard or done: no time, or a while.
	 */
	long latency() {
		return this.world.chance(0.03) ? this.world.millis(0, 200) : this.world.random().nextLong(0, 2_000_000);
	}

	private void turnLater() {
		if (!this.turning && !this.queue.isEmpty()) {
			this.turning = true;
			this.world.after(latency(), this::turn);
		}
	}

	private void turn() {
		this.turning = false;
		if (!this.alive) {
			return;
		}
		if (isFrozen()) {
			this.turning = true;
			this.world.after(frozenFor() + latency(), this::turn);
			return;
		}
		Runnable task = this.queue.poll();
		if (task != null) {
			perform(task);
			this.served |= accepts();
		}
		turnLater();
	}

	private void perform(Runnable task) {
		try {
			task.run();
		}
		catch (SimFault ex) {
			this.unexpected.accept(ex);
		}
		catch (Throwable ex) {
			this.world.violate("%s: a task threw %s at %s".formatted(this, ex, ex.getStackTrace()[0]));
			this.unexpected.accept(ex);
		}
	}

	@Override
	public Timer after(Duration delay, Runnable task) {
		SimTimer timer = new SimTimer(task);
		this.world.after(delay.toNanos() + latency(), () -> post(timer));
		return timer;
	}

	@Override
	public void whenTaskFails(Consumer<Throwable> unexpected) {
		this.unexpected = unexpected;
	}

	@Override
	public long nanoTime() {
		return this.world.now();
	}

	@Override
	public Instant now() {
		return Instant.ofEpochSecond(1_800_000_000L).plusNanos(this.world.now());
	}

	@Override
	public void close() {
		this.queue.clear();
	}

	// Jobs

	@Override
	public void start(String name, Runnable work) {
		if (hasNoThreads()) {
			throw new SimFault("unable to create native thread");
		}
		long start = this.world.now();
		this.running.add(start);
		this.world.after(jobTime(name), () -> work(name, work, start));
	}

	private long jobTime(String name) {
		boolean ofApplication = name.equals("veto") || name.equals("events") || name.equals("probe")
				|| name.equals("health");
		if (name.equals("launch") && this.world.fault(0.02)) {
			return this.world.millis(0, 50_000);
		}
		if (this.world.fault(0.02)) {
			return ofApplication ? Duration.ofMinutes(3).toNanos() : this.world.millis(0, 4000);
		}
		return this.world.chance(0.05) ? this.world.millis(0, 500) : latency();
	}

	private void work(String name, Runnable work, long start) {
		if (!this.alive) {
			return;
		}
		if (isFrozen()) {
			this.world.after(frozenFor() + latency(), () -> work(name, work, start));
			return;
		}
		this.running.remove(Long.valueOf(start));
		try {
			if (name.equals("cleanup")) {
				SimCoroutine.run(this, work);
			}
			else {
				this.tookLong = this.world.now() - start > LONGEST_LAUNCH;
				this.reportsLate = makesSomething(name) ? this.world.millis(0, 2000) : 0;
				work.run();
			}
		}
		catch (SimFault ex) {
			this.world.tell("%s loses the thread of a job: %s".formatted(this, ex.getMessage()));
		}
		finally {
			this.reportsLate = 0;
		}
	}

	/**
	 * Return whether there may be something for a while that the thread that decides does
	 * not know yet.
	 */
	private boolean makesSomething(String job) {
		return (job.equals("launch") || job.equals("drain-point")) && this.world.chance(0.1);
	}

	// How generations reach one another

	private void needFiles() throws IOException {
		if (hasNoFiles()) {
			throw new IOException("Too many open files");
		}
	}

	private HandoffPoint open(HandoffAddress address, HandoffListener listener, boolean once) throws IOException {
		needFiles();
		SimPoint point = new SimPoint(this, address, listener, once);
		this.points.add(point);
		return point;
	}

	@Override
	public HandoffPoint awaitSuccessor(HandoffListener listener) throws IOException {
		return open(this.world.newAddress(), listener, true);
	}

	@Override
	public HandoffPoint awaitTakeover(HandoffAddress address, HandoffListener listener) throws IOException {
		return open(address, listener, false);
	}

	@Override
	public boolean isServed(HandoffAddress address) throws IOException {
		needFiles();
		SimPoint point = this.world.points().get(address.path());
		return point != null && point.process().isAlive();
	}

	@Override
	public HandoffPoint awaitWatchers(HandoffListener listener) throws IOException {
		return open(this.world.newAddress(), listener, false);
	}

	@Override
	public Link watch(DrainingGeneration generation) throws IOException {
		needFiles();
		return SimConnection.connect(this, generation.address());
	}

	@Override
	public void cleanAfter(long other) {
		this.world.points()
			.values()
			.removeIf((point) -> point.process().pid() == other && !point.process().isAlive()
					&& !point.address().isTakeover());
	}

	// Other processes

	@Override
	public boolean isAlive(long other) {
		SimProcess process = this.world.process(other);
		return process != null && process.isAlive();
	}

	@Override
	public Duration processorTime(long other) {
		SimProcess process = this.world.process(other);
		return (process != null) ? process.processorTime() : Duration.ZERO;
	}

	@Override
	public void terminate(long other) {
		SimProcess process = this.world.process(other);
		if (process != null && process.isAlive()) {
			process.term();
		}
	}

	@Override
	public SuccessorProcess launch(HandoffAddress address) throws IOException {
		needFiles();
		if (this.tookLong || this.world.fault(0.02)) {
			throw new IOException("The working directory is not there");
		}
		SimProcess child = new SimProcess(this.world, this.settings, this.world.fault(0.1) ? 1 : this.revision, this);
		this.children.add(child);
		if (this.world.fault(0.02)) {
			this.world.after(this.world.millis(10, 300), () -> child.exit(127));
		}
		else if (this.world.fault(0.02)) {
			child.hung = true;
		}
		else {
			this.world.after(this.world.millis(10, 800), () -> {
				if (child.isAlive()) {
					child.boot(address);
				}
			});
		}
		return child;
	}

	// This process, as its predecessor launched it

	@Override
	public CompletableFuture<Integer> exit() {
		return this.exit;
	}

	/**
	 * One that hangs, or is frozen, uses none.
	 */
	@Override
	public Duration processorTime() {
		if (!this.hung && !isFrozen()) {
			this.processorTime = this.world.now() / 10;
		}
		return Duration.ofNanos(this.processorTime);
	}

	@Override
	public void end(Duration patience, Duration grace) {
		awaitEnd(patience);
		if (this.alive) {
			term();
			calmDown();
			awaitEnd(grace);
		}
		if (this.alive) {
			kill();
		}
	}

	private void awaitEnd(Duration limit) {
		long until = this.world.now() + limit.toNanos();
		while (this.alive && this.world.now() < until) {
			SimCoroutine.sleep(Duration.ofMillis(100).toNanos());
		}
	}

	@Override
	public List<String> lastLines() {
		return List.of();
	}

	@Override
	public String toString() {
		return "#" + this.pid;
	}

	/**
	 * A task of the thread that decides, unless it is cancelled before.
	 */
	private static final class SimTimer implements Timer, Runnable {

		private final Runnable task;

		private boolean cancelled;

		SimTimer(Runnable task) {
			this.task = task;
		}

		@Override
		public void cancel() {
			this.cancelled = true;
		}

		@Override
		public void run() {
			if (!this.cancelled) {
				this.task.run();
			}
		}

	}

}
