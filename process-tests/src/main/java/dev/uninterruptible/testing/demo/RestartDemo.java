package dev.uninterruptible.testing.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.load.EchoLoad;
import dev.uninterruptible.testing.load.HttpLoad;
import dev.uninterruptible.testing.load.Load;
import dev.uninterruptible.testing.load.LoadReport;
import dev.uninterruptible.testing.process.Restart;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.Trigger;

/**
 * Shows what this project is for: restarts a busy server again and again, and counts what
 * its clients lose.
 */
final class RestartDemo {

	private static final int ECHO_CLIENTS = 20;

	private static final int HTTP_CLIENTS = 4;

	private static final int RESTARTS = 6;

	private static final String STANDBY = "--uninterruptible.restart.standby=1s";

	private static final Duration BETWEEN_RESTARTS = Duration.ofSeconds(1);

	private final DemoConsole console = new DemoConsole();

	private final int restarts;

	private RestartDemo(int restarts) {
		this.restarts = restarts;
	}

	/**
	 * Runs the demonstration and exits with status 0 if nothing failed, otherwise 1.
	 * @param args how many restarts, if not six
	 */
	public static void main(String[] args) {
		System.exit(new RestartDemo((args.length > 0) ? Integer.parseInt(args[0]) : RESTARTS).run() ? 0 : 1);
	}

	private boolean run() {
		Runtime.getRuntime().addShutdownHook(new Thread(this.console::goingDown, "going-down"));
		this.console.starting();
		long start = System.nanoTime();
		try (ServerProcess server = ServerProcess.start(ServerOptions.onFreePorts(STANDBY).ofPackagedJar())) {
			this.console.started(server.status(), server.log(), Duration.ofNanos(System.nanoTime() - start));
			return restartUnderLoad(server);
		}
		catch (IOException | RuntimeException | AssertionError ex) {
			this.console.failed(ex);
			return false;
		}
	}

	private boolean restartUnderLoad(ServerProcess server) throws IOException {
		try (Load echo = new EchoLoad(ECHO_CLIENTS, server.echoPort());
				Load http = new HttpLoad(HTTP_CLIENTS, server.webPort())) {
			echo.start();
			http.start();
			this.console.loaded(ECHO_CLIENTS, HTTP_CLIENTS);
			List<Restart> restarts = new ArrayList<>();
			awaitMoreServed(echo, http);
			while (restarts.size() < this.restarts) {
				Trigger trigger = (restarts.size() % 2 == 0) ? Trigger.USR1 : Trigger.POST;
				this.console.restarting(restarts.size() + 1, trigger);
				restarts.add(server.restart(trigger));
				this.console.restarted(restarts.getLast(), echo.report(), http.report());
				awaitMoreServed(echo, http);
			}
			LoadReport echoReport = echo.stop();
			LoadReport httpReport = http.stop();
			this.console.finished(restarts, echoReport, httpReport);
			return echoReport.failed() + httpReport.failed() == 0;
		}
	}

	private void awaitMoreServed(Load echo, Load http) {
		long start = System.nanoTime();
		LoadReport echoBefore = echo.report();
		LoadReport httpBefore = http.report();
		Await.until("more clients are served", () -> System.nanoTime() - start > BETWEEN_RESTARTS.toNanos()
				&& echo.report().served() > echoBefore.served() && http.report().served() > httpBefore.served());
	}

}
