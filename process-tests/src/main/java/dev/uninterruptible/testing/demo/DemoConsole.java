package dev.uninterruptible.testing.demo;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

import dev.uninterruptible.testing.load.LoadReport;
import dev.uninterruptible.testing.load.LoadReport.Failure;
import dev.uninterruptible.testing.process.Restart;
import dev.uninterruptible.testing.process.ServerLog;
import dev.uninterruptible.testing.process.ServerStatus;
import dev.uninterruptible.testing.process.Trigger;

/**
 * What the {@link RestartDemo} tells the person who watches it.
 */
public final class DemoConsole {

	private boolean over;

	void starting() {
		say("");
		say("Restarting a busy server, and counting what its clients lose");
		say("");
	}

	void started(ServerStatus server, ServerLog log, Duration duration) {
		say(String.format(Locale.ROOT, "server     generation %s with pid %s, ready after %,d ms", server.generation(),
				server.pid(), duration.toMillis()));
		say("           echo on port %s, web and actuator on port %s".formatted(server.port("server.default"),
				server.port("web.main")));
		say("           log: %s".formatted(log.file()));
	}

	void loaded(int echoClients, int httpClients) {
		say("clients    %s for echo and %s for HTTP, one connection after another, as fast as they can,"
			.formatted(echoClients, httpClients));
		say("           nothing tried twice");
		say("");
		say("                        generation   pid                 took   connections served   failed");
	}

	void restarting(int number, Trigger trigger) {
		print(String.format(Locale.ROOT, "restart %-2d by %-4s ... ", number, trigger));
	}

	void restarted(Restart restart, LoadReport echo, LoadReport http) {
		say(String.format(Locale.ROOT, "%4d -> %-4d   %7d -> %-7d  %,6d ms   %,18d   %,6d",
				restart.before().generation(), restart.after().generation(), restart.before().pid(),
				restart.after().pid(), restart.duration().toMillis(), echo.served() + http.served(),
				echo.failed() + http.failed()));
	}

	/**
	 * The demonstration is over.
	 * @param restarts the restarts
	 * @param echo what the echo clients saw
	 * @param http what the HTTP clients saw
	 */
	public void finished(List<Restart> restarts, LoadReport echo, LoadReport http) {
		say("");
		say("clients         served   refused   reset   unanswered   wrong   longest pause   longest connection");
		row("echo", echo);
		row("HTTP", http);
		say("");
		List<Duration> durations = restarts.stream().map(Restart::duration).sorted().toList();
		say(String.format(Locale.ROOT,
				"%s restarts, %,d to %,d ms from the trigger to the successor serving; pid %s -> %s", restarts.size(),
				durations.getFirst().toMillis(), durations.getLast().toMillis(), restarts.getFirst().before().pid(),
				restarts.getLast().after().pid()));
		say(String.format(Locale.ROOT, "%,d connections served, %,d failed", echo.served() + http.served(),
				echo.failed() + http.failed()));
		echo.examples().forEach((example) -> say("  echo: %s".formatted(example)));
		http.examples().forEach((example) -> say("  HTTP: %s".formatted(example)));
		say("");
		over();
	}

	private void row(String name, LoadReport report) {
		say(String.format(Locale.ROOT, "%-8s %,13d %,9d %,7d %,12d %,7d %,12d ms %,17d ms", name, report.served(),
				report.failed(Failure.REFUSED), report.failed(Failure.RESET), report.failed(Failure.UNANSWERED),
				report.failed(Failure.WRONG), report.longestPause().toMillis(), report.longestConnection().toMillis()));
	}

	/**
	 * The demonstration cannot go on.
	 * @param failure why
	 */
	void failed(Throwable failure) {
		say("");
		say("FAILED: " + failure);
		for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
			say("  because: " + cause);
		}
		over();
	}

	/**
	 * The JVM goes down. If that is before the demonstration is over, then what fails
	 * from here on is no news.
	 */
	void goingDown() {
		say("");
		say("Interrupted: ending all processes.");
		over();
	}

	private void say(String line) {
		print(line + System.lineSeparator());
	}

	private synchronized void print(String text) {
		if (!this.over) {
			System.out.print(text);
			System.out.flush();
		}
	}

	private synchronized void over() {
		this.over = true;
	}

}
