package dev.uninterruptible.it.restart;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.uninterruptible.it.RunsAlone;
import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.demo.DemoConsole;
import dev.uninterruptible.testing.load.EchoLoad;
import dev.uninterruptible.testing.load.HttpLoad;
import dev.uninterruptible.testing.load.Load;
import dev.uninterruptible.testing.load.LoadReport;
import dev.uninterruptible.testing.process.Footprint;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.Restart;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.Trigger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many restarts while many clients connect, each as soon as it has caught its breath: a
 * successor that has no processor to start on would take most of the time. Those of
 * {@link RestartDemoIT} connect as fast as they can.
 */
@RunsAlone("It measures how long they wait")
class RestartUnderLoadIT {

	private static final Duration BREATH = Duration.ofMillis(2);

	private final DemoConsole console = new DemoConsole();

	@Test
	void threeRestartsLoseNothingAndLeaveNothingBehind() throws IOException {
		restart(3);
	}

	@Tag("variant")
	@Test
	void twelveRestartsLoseNothingAndLeaveNothingBehind() throws IOException {
		restart(12);
	}

	@Tag("soak")
	@Test
	void hundredRestartsLoseNothingAndLeaveNothingBehind() throws IOException {
		restart(100);
	}

	private void restart(int times) throws IOException {
		try (ServerProcess server = ServerProcess.start(ServerOptions.onFreePorts(ServerOptions.NO_STANDBY))) {
			Footprint second = restartOnceMore(server);
			restartUnderLoad(server, times);
			assertThat(restartOnceMore(server)).isEqualTo(second);
			assertThat(Processes.zombieChildren(server.pid())).isEmpty();
		}
	}

	private static Footprint restartOnceMore(ServerProcess server) throws IOException {
		server.restart(Trigger.USR1);
		Await.until("only the last generation is left", () -> server.processes().equals(Set.of(server.pid())));
		return Footprint.settled(server, "*");
	}

	private void restartUnderLoad(ServerProcess server, int times) throws IOException {
		try (Load echo = new EchoLoad(20, server.echoPort()); Load http = new HttpLoad(3, server.webPort())) {
			echo.paced(BREATH).start();
			http.paced(BREATH).start();
			List<Restart> restarts = new ArrayList<>();
			for (int i = 0; i < times; i++) {
				LoadReport echoBefore = echo.report();
				LoadReport httpBefore = http.report();
				Trigger trigger = (i % 2 == 0) ? Trigger.USR1 : Trigger.POST;
				restarts.add(server.restart(trigger));
				Await.until("clients were served during and after the restart",
						() -> echo.report().served() > echoBefore.served() + 100
								&& http.report().served() > httpBefore.served() + 10);
			}
			LoadReport echoReport = echo.stop();
			LoadReport httpReport = http.stop();
			this.console.finished(restarts, echoReport, httpReport);
			assertThat(echoReport.examples()).isEmpty();
			assertThat(httpReport.examples()).isEmpty();
			assertThat(echoReport.failed() + httpReport.failed()).isZero();
			Duration shorterThanAnyStart = restarts.stream()
				.map(Restart::duration)
				.sorted()
				.toList()
				.getFirst()
				.dividedBy(2);
			assertThat(echoReport.longestPause()).isLessThan(shorterThanAnyStart);
			assertThat(httpReport.longestPause()).isLessThan(shorterThanAnyStart);
			assertThat(server.status().generation()).isEqualTo(times + 2);
			assertThat(restarts).extracting((restart) -> restart.after().pid()).doesNotHaveDuplicates();
		}
	}

}
