package dev.uninterruptible.restart;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.uninterruptible.handoff.HandoffAddress;
import org.jspecify.annotations.Nullable;

/**
 * One run: a server whose generations replace one another while faults come by chance,
 * then peace, then the question whether all is as it must be. What must always hold is
 * asked after each step.
 */
final class Simulation {

	private static final Path HANDOFF_PATH = Path.of("/run/app/handoff");

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private static final long TROUBLE = 90 * SECOND;

	private static final long PEACE = 400 * SECOND;

	private final SimWorld world;

	private final RestartSettings settings;

	private final Invariants invariants;

	private final Coverage coverage;

	private boolean ended;

	private Simulation(long seed, boolean telling, Coverage coverage) {
		this.world = new SimWorld(seed, telling);
		this.coverage = coverage;
		this.settings = settings(this.world);
		this.invariants = new Invariants(this.world, HANDOFF_PATH);
	}

	private static RestartSettings settings(SimWorld world) {
		Duration standby = world.chance(0.1) ? Duration.ZERO : Duration.ofMillis(world.random().nextInt(500, 6000));
		Duration drain = world.chance(0.5) ? Duration.ofSeconds(10) : null;
		return new RestartSettings(Duration.ofSeconds(20), standby, drain, Duration.ofSeconds(30),
				Duration.ofSeconds(10), world.random().nextInt(1, 4),
				world.chance(0.5) ? HandoffAddress.ofTakeover(HANDOFF_PATH, "") : null);
	}

	/**
	 * Run.
	 * @param seed what decides all that happens
	 * @param telling whether to keep the story
	 * @param coverage where to count what happened in which state
	 */
	static Result run(long seed, boolean telling, Coverage coverage) {
		Simulation simulation = new Simulation(seed, telling, coverage);
		try {
			simulation.run();
		}
		finally {
			simulation.world.end();
		}
		return new Result(seed, simulation.world.violation(), simulation.world.story());
	}

	private void run() {
		if (this.world.chance(0.1)) {
			runGently();
			return;
		}
		start(null);
		int faults = this.world.random().nextInt(0, 8);
		for (int i = 0; i < faults; i++) {
			this.world.after(this.world.millis(0, (int) (TROUBLE / 1_000_000)), this::trouble);
		}
		int restarts = this.world.random().nextInt(1, 5);
		for (int i = 0; i < restarts; i++) {
			this.world.after(this.world.millis(3000, (int) (TROUBLE / 1_000_000)), this::restart);
		}
		happen(TROUBLE);
		this.world.tell("peace");
		this.world.calmDown();
		happen(TROUBLE + PEACE);
		if (this.world.violation() == null) {
			this.invariants.checkPeace();
		}
	}

	/**
	 * Nothing goes wrong but what a restart must bear: all processes stand still for a
	 * while, or none of them is well.
	 */
	private void runGently() {
		this.world.calmDown();
		new SimProcess(this.world, this.settings, 2, null).boot(null);
		Trouble trouble = this.world.chance(0.5) ? Trouble.FREEZE_ALL : Trouble.ALL_UNWELL;
		int restarts = this.world.random().nextInt(1, 4);
		for (int i = 0; i < restarts; i++) {
			long start = SECOND * 30 * (i + 1);
			this.world.after(start, this::restartOnly);
			this.world.after(start + this.world.millis(0, 14000), () -> {
				List<SimProcess> living = this.world.living();
				this.coverage.count(living.getFirst().state(), trouble);
				if (trouble == Trouble.ALL_UNWELL) {
					this.world.everybodyUnwell(true);
				}
				else {
					happens(trouble, living.getFirst(), living);
				}
			});
		}
		happen(TROUBLE + PEACE);
		if (this.world.violation() == null) {
			this.invariants.checkPeace();
			this.invariants.checkAllSucceeded();
		}
	}

	private void restartOnly() {
		this.world.living().stream().filter(SimProcess::accepts).findFirst().ifPresent((each) -> each.request("USR1"));
	}

	private void happen(long until) {
		while (this.world.violation() == null && this.world.step(until)) {
			this.invariants.check();
		}
	}

	private void start(@Nullable HandoffAddress predecessor) {
		int revision = this.world.chance(0.1) ? 1 : 2;
		new SimProcess(this.world, this.settings, revision, null).boot(predecessor);
	}

	private void restart() {
		List<SimProcess> serving = this.world.living().stream().filter(SimProcess::accepts).toList();
		if (!serving.isEmpty()) {
			serving.get(this.world.random().nextInt(serving.size())).request("USR1");
			if (this.world.chance(0.6)) {
				this.world.after(this.world.millis(0, 14000), this::trouble);
			}
			if (this.world.chance(0.3)) {
				this.world.after(this.world.millis(0, 14000), this::trouble);
			}
		}
	}

	private void trouble() {
		List<SimProcess> living = this.world.living();
		if (living.isEmpty()) {
			return;
		}
		SimProcess process = living.get(this.world.random().nextInt(living.size()));
		Trouble[] all = Trouble.values();
		Trouble trouble = all[this.world.random().nextInt(all.length)];
		if (trouble.ends() && this.ended) {
			trouble = Trouble.FREEZE;
		}
		this.ended |= trouble.ends() && this.world.chance(0.7);
		this.coverage.count(process.state(), trouble);
		happens(trouble, process, living);
	}

	private void happens(Trouble trouble, SimProcess process, List<SimProcess> living) {
		switch (trouble) {
			case KILL -> process.kill();
			case NO_SOCKET_FILES -> this.world.removeSocketFiles();
			case NO_SERVICE_FILES -> this.world.removeServiceFiles();
			case FREEZE -> process.freeze(this.world.millis(50, 6000));
			case STOP -> stop(process, living);
			case FREEZE_ALL -> {
				long time = this.world.millis(50, 6000);
				living.forEach((each) -> each.freeze(time + this.world.millis(0, 50)));
			}
			case UNWELL -> {
				process.unwell(true);
				if (this.world.chance(0.5)) {
					this.world.after(this.world.millis(100, 5000), () -> process.unwell(false));
				}
			}
			case ALL_UNWELL -> {
				this.world.everybodyUnwell(true);
				this.world.after(this.world.millis(100, 10000), () -> this.world.everybodyUnwell(false));
			}
			case NO_THREADS -> process.outOfThreads(this.world.millis(100, this.world.chance(0.2) ? 17000 : 5000));
			case NO_FILES -> process.outOfFiles(this.world.millis(100, 5000));
			case REQUEST -> process.request("POST");
			case TAKEOVER -> {
				if (this.settings.takeover() != null) {
					start(HandoffAddress.ofTakeover(HANDOFF_PATH, ""));
				}
			}
			case TERM -> process.term();
			case TERM_ALL -> living.forEach((each) -> this.world.after(this.world.millis(0, 5), () -> {
				if (each.isAlive()) {
					each.term();
				}
			}));
			case TERM_TWICE -> {
				process.term();
				this.world.after(this.world.millis(0, 3000), () -> {
					if (process.isAlive()) {
						process.term();
					}
				});
			}
			case INT -> process.interrupt();
			case INT_ALL -> living.forEach((each) -> this.world.after(this.world.millis(0, 5), () -> {
				if (each.isAlive()) {
					each.interrupt();
				}
			}));
			case BROKEN -> {
				StateMachine machine = process.machine();
				if (machine != null) {
					process.post(() -> machine.applicationBroken("its liveness state is BROKEN"));
				}
			}
		}
	}

	/**
	 * One is stopped for long, often the last but one, and then often the one that serves
	 * is killed.
	 */
	private void stop(SimProcess process, List<SimProcess> living) {
		boolean lastButOne = living.size() > 2 && this.world.chance(0.7);
		SimProcess stopped = lastButOne ? living.get(living.size() - 2) : process;
		stopped.freeze(Math.min(this.world.millis(6000, 120000), Math.max(6 * SECOND, TROUBLE - this.world.now())));
		if (this.world.chance(0.5)) {
			this.world.after(this.world.millis(0, 5000),
					() -> this.world.living()
						.stream()
						.filter((each) -> each.accepts() && !each.isFrozen())
						.findFirst()
						.ifPresent(SimProcess::kill));
		}
	}

	/**
	 * What can happen to a process.
	 */
	enum Trouble {

		KILL(false), FREEZE(false), STOP(false), FREEZE_ALL(false), UNWELL(false), ALL_UNWELL(false), NO_THREADS(false),
		NO_FILES(false), NO_SOCKET_FILES(false), NO_SERVICE_FILES(false), REQUEST(false), TAKEOVER(false),
		BROKEN(false), TERM(true), TERM_ALL(true), TERM_TWICE(true), INT(true), INT_ALL(true);

		private final boolean ends;

		Trouble(boolean ends) {
			this.ends = ends;
		}

		/**
		 * Return whether a process is meant to end by it.
		 */
		boolean ends() {
			return this.ends;
		}

	}

	/**
	 * How a run ended.
	 *
	 * @param seed the seed
	 * @param violation what did not hold, {@code null} if all did
	 * @param story what happened
	 */
	record Result(long seed, @Nullable String violation, List<String> story) {

		Result {
			story = new ArrayList<>(story);
		}

	}

}
