package dev.uninterruptible.logging;

/**
 * Makes the log files of this process such that other generations can write and roll them
 * as well, and that a program like {@code logrotate} can move them: no line is lost.
 */
public final class SharedLogFiles {

	private static final String LOGBACK = "ch.qos.logback.classic.LoggerContext";

	private static final String LOG4J2 = "org.apache.logging.log4j.core.LoggerContext";

	private SharedLogFiles() {
	}

	/**
	 * Do that, where the log is written by Logback or Log4j2 and a file has a name of its
	 * own. To be called once the log is configured.
	 */
	public static void share() {
		if (isPresent(LOGBACK)) {
			LogbackFiles.share();
		}
		if (isPresent(LOG4J2)) {
			Log4j2Files.share();
		}
	}

	private static boolean isPresent(String className) {
		try {
			Class.forName(className, false, SharedLogFiles.class.getClassLoader());
			return true;
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return false;
		}
	}

}
