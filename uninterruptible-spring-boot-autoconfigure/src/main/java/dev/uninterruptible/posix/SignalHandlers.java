package dev.uninterruptible.posix;

import java.lang.reflect.Proxy;

import jnr.constants.platform.Errno;
import jnr.constants.platform.Signal;

/**
 * What becomes of signals that are sent to this process.
 *
 * <p>
 * Set by reflection on {@code sun.misc.Signal} (module {@code jdk.unsupported}, whose API
 * JEP 260 keeps for want of a replacement), since the compiler's warning about it cannot
 * be switched off.
 */
public final class SignalHandlers {

	private static final String HANDLER = "sun.misc.SignalHandler";

	/**
	 * {@code SIG_IGN}.
	 */
	private static final long IGNORE = 1;

	/**
	 * {@code SIG_ERR}.
	 */
	private static final long ERROR = -1;

	private SignalHandlers() {
	}

	/**
	 * Return whether this JVM can handle signals: its runtime image may lack the module.
	 */
	public static boolean isSupported() {
		try {
			Class.forName(HANDLER);
			return true;
		}
		catch (ClassNotFoundException ex) {
			return false;
		}
	}

	/**
	 * Handle a signal from now on.
	 * @param signal its name, without {@code SIG}
	 * @param action called by a thread of the JVM for each signal
	 * @return what became of it before, for {@link #restore}
	 * @throws ReflectiveOperationException if the JVM handles no signals, say, because
	 * its runtime image lacks the module
	 */
	@SuppressWarnings("ReferenceEquality")
	public static Object handle(String signal, Runnable action) throws ReflectiveOperationException {
		Class<?> type = Class.forName(HANDLER);
		return restore(signal, Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
				(proxy, method, arguments) -> switch (method.getName()) {
					case "handle" -> {
						action.run();
						yield null;
					}
					case "hashCode" -> System.identityHashCode(proxy);
					case "equals" -> arguments[0] == proxy;
					default -> "handler of " + signal;
				}));
	}

	/**
	 * Ignore a signal from now on. A process that is started meanwhile ignores it too,
	 * until it says otherwise, see {@code execve(2)}.
	 * @param signal its name, without {@code SIG}
	 * @return what became of it before, for {@link #restore}
	 * @throws ReflectiveOperationException if the JVM handles no signals
	 */
	public static Object ignore(String signal) throws ReflectiveOperationException {
		return restore(signal, Class.forName(HANDLER).getField("SIG_IGN").get(null));
	}

	/**
	 * Ignore a signal for good, also in a JVM that handles none. A process that is
	 * started from now on ignores it too, until it says otherwise.
	 * @param signal its name, without {@code SIG}
	 * @throws PosixException if the system refuses
	 * @see <a href="https://man7.org/linux/man-pages/man2/signal.2.html">signal(2)</a>
	 */
	public static void ignoreForGood(String signal) throws PosixException {
		if (Posix.library().signal(Signal.valueOf("SIG" + signal).intValue(), IGNORE) == ERROR) {
			throw new PosixException("signal", Errno.valueOf(Posix.CALLS.errno()));
		}
	}

	/**
	 * Have a signal handled as it was.
	 * @param signal its name, without {@code SIG}
	 * @param before what became of it before
	 * @return what became of it until now
	 * @throws ReflectiveOperationException if the JVM handles no signals
	 */
	public static Object restore(String signal, Object before) throws ReflectiveOperationException {
		Class<?> type = Class.forName("sun.misc.Signal");
		return type.getMethod("handle", type, Class.forName(HANDLER))
			.invoke(null, type.getConstructor(String.class).newInstance(signal), before);
	}

	/**
	 * Return the number of a signal on this system.
	 * @param signal its name, without {@code SIG}
	 * @throws ReflectiveOperationException if the JVM handles no signals
	 */
	public static int number(String signal) throws ReflectiveOperationException {
		Class<?> type = Class.forName("sun.misc.Signal");
		return (int) type.getMethod("getNumber").invoke(type.getConstructor(String.class).newInstance(signal));
	}

}
