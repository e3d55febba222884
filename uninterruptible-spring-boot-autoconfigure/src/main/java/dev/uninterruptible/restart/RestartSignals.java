package dev.uninterruptible.restart;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.uninterruptible.posix.PosixException;
import dev.uninterruptible.posix.SignalHandlers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signals of this process: USR1 asks for a restart, TERM for the end. They are
 * installed as early as possible, because the JVM dies of a USR1 that nobody handles, and
 * are bound to the application once there is one. The JVM calls a handler on a thread of
 * its own.
 */
public final class RestartSignals {

	private static final Logger logger = LoggerFactory.getLogger(RestartSignals.class);

	private static final String RESTART = "USR1";

	private static final String TERMINATE = "TERM";

	private static final String REDUCED_SIGNALS = "-Xrs";

	private static final int STATUS_TERMINATED = 143;

	private static final int STATUS_FAILED = 1;

	private static final AtomicBoolean installed = new AtomicBoolean();

	private final Map<String, Object> replaced = new LinkedHashMap<>();

	private final List<String> problems = new ArrayList<>();

	private final AtomicBoolean restored = new AtomicBoolean();

	private final RepeatedOrder termination = new RepeatedOrder(System::nanoTime);

	private volatile Target target = new Starting();

	private volatile boolean terminated;

	private RestartSignals() {
	}

	/**
	 * Handle the signals from now on. Where a signal cannot be handled, say, because the
	 * JVM runs with {@code -Xrs} or the system has no USR1, a warning says so once there
	 * is a log, and nothing else happens.
	 * @return the signals, for the caller to {@link #restore()}, empty where they are
	 * installed already
	 */
	public static Optional<RestartSignals> install() {
		if (!installed.compareAndSet(false, true)) {
			return Optional.empty();
		}
		RestartSignals signals = new RestartSignals();
		if (hasReducedSignals()) {
			signals.doWithout("The JVM runs with %s, so".formatted(REDUCED_SIGNALS),
					"kills it: nothing is finished, and its files stay");
			return Optional.of(signals);
		}
		if (!SignalHandlers.isSupported()) {
			signals.doWithout(
					"The runtime image lacks the module jdk.unsupported (jlink --add-modules jdk.unsupported), so",
					"ends it as any other JVM: connections have 'uninterruptible.drain-timeout' to finish");
			return Optional.of(signals);
		}
		signals.handle(RESTART, () -> signals.target.restart(RESTART));
		signals.handle(TERMINATE, signals::terminate);
		SignalMasks masks = SignalMasks.current();
		signals.replaced.keySet().forEach((signal) -> signals.check(signal, masks));
		return Optional.of(signals);
	}

	/**
	 * A signal that nobody handles must not be the end of a server.
	 */
	private void doWithout(String cause, String termination) {
		String restart = "is ignored";
		try {
			SignalHandlers.ignoreForGood(RESTART);
		}
		catch (PosixException | RuntimeException | LinkageError ex) {
			logger.debug("{} cannot be ignored", RESTART, ex);
			restart = "ends this process at once";
		}
		this.problems.add("%s %s %s, only POST to the endpoint restarts it, and %s %s".formatted(cause, RESTART,
				restart, TERMINATE, termination));
	}

	private void terminate() {
		if (this.termination.isAnother()) {
			this.terminated = true;
			this.target.terminate();
		}
	}

	/**
	 * A JVM may have been made without management.
	 */
	private static boolean hasReducedSignals() {
		try {
			return ManagementFactory.getRuntimeMXBean().getInputArguments().contains(REDUCED_SIGNALS);
		}
		catch (RuntimeException | LinkageError ex) {
			return false;
		}
	}

	/**
	 * Let the application have the signals.
	 * @param target what to call
	 */
	public void bind(Target target) {
		Target before = this.target;
		this.target = target;
		this.problems.forEach(logger::warn);
		if (before instanceof Starting starting && starting.refused.get() > 0) {
			logger.warn("Refused, since this process was still starting: {} by {}",
					Count.of(starting.refused.get(), "restart"), RESTART);
		}
	}

	/**
	 * Return whether the end of the process was asked for by TERM. Becomes {@code true}
	 * before the target hears of it.
	 * @return {@code true} once the signal has arrived
	 */
	public boolean isTerminated() {
		return this.terminated;
	}

	/**
	 * Put back the handlers that were there before. To call it again does nothing: the
	 * signals may be those of another application by then.
	 */
	public void restore() {
		if (!this.restored.compareAndSet(false, true)) {
			return;
		}
		this.replaced.forEach((signal, handler) -> {
			try {
				Object unused = SignalHandlers.restore(signal, handler);
			}
			catch (ReflectiveOperationException | RuntimeException | LinkageError ex) {
				logger.debug("The handler of {} could not be restored", signal, ex);
			}
		});
		installed.set(false);
	}

	private void handle(String signal, Runnable action) {
		try {
			this.replaced.put(signal, SignalHandlers.handle(signal, action));
		}
		catch (ReflectiveOperationException | RuntimeException | LinkageError ex) {
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			this.problems.add("Signal %s has no effect: %s".formatted(signal, cause));
		}
	}

	/**
	 * Whoever starts a process may have left a signal in such a state that no handler is
	 * ever called.
	 */
	private void check(String signal, SignalMasks masks) {
		try {
			int number = SignalHandlers.number(signal);
			if (masks.isBlocked(number) || masks.isIgnored(number)) {
				this.problems.add(
						"Signal %s has no effect, because whoever started this process left it %s: start it again with the signal as it is by default%s"
							.formatted(signal, masks.isIgnored(number) ? "ignored" : "blocked",
									signal.equals(RESTART) ? "; until then, POST to the endpoint restarts it" : ""));
			}
		}
		catch (ReflectiveOperationException | RuntimeException | LinkageError ex) {
			logger.debug("Whether {} arrives is not known", signal, ex);
		}
	}

	/**
	 * What the signals call, on a thread of the JVM.
	 */
	public interface Target {

		/**
		 * A restart is asked for.
		 * @param trigger the name of the signal
		 */
		void restart(String trigger);

		/**
		 * The end of the process is asked for, perhaps not for the first time.
		 */
		void terminate();

	}

	/**
	 * While the application starts there is nothing to hand over and nothing to drain,
	 * and perhaps no log yet.
	 */
	private static final class Starting implements Target {

		private final AtomicInteger refused = new AtomicInteger();

		private final AtomicBoolean terminating = new AtomicBoolean();

		@Override
		public void restart(String trigger) {
			this.refused.incrementAndGet();
		}

		/**
		 * The first call runs the shutdown hooks, of which Spring Boot's waits until the
		 * application context has been refreshed or has failed to. The second does not.
		 */
		@Override
		public void terminate() {
			if (this.terminating.compareAndSet(false, true)) {
				Runtime.getRuntime().exit(STATUS_TERMINATED);
			}
			Runtime.getRuntime().halt(STATUS_FAILED);
		}

	}

}
