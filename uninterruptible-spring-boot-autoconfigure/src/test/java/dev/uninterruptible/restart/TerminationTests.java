package dev.uninterruptible.restart;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.uninterruptible.handoff.Message;
import dev.uninterruptible.listener.Drainable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link RestartCoordinator} when the process has to end.
 */
class TerminationTests {

	private final List<TestProcess> processes = new ArrayList<>();

	@AfterEach
	void close() {
		this.processes.forEach(TestProcess::close);
	}

	@Test
	void terminateWithoutConnectionsExitsAtOnce() throws Exception {
		TestProcess process = serving(TestProcess.settings());
		process.coordinator().terminate();
		assertThat(process.application().awaitExit()).isEqualTo(143);
		assertThat(process.coordinator().isExiting()).isTrue();
	}

	@Test
	void terminateFinishesTheConnectionsThatAreOpen() throws Exception {
		TestProcess process = serving(TestProcess.settings());
		try (Socket client = process.connectAndAwait()) {
			process.coordinator().terminate();
			process.awaitState(ProcessState.DRAINING);
			assertThat(process.application().hasExited()).isFalse();
			assertThat(TestProcess.ask(client, "last")).isEqualTo("last");
		}
		assertThat(process.application().awaitExit()).isEqualTo(143);
	}

	@Test
	void terminateServesWhatWaitsInTheQueue() throws Exception {
		TestProcess process = serving(TestProcess.settings());
		List<Socket> clients = new ArrayList<>();
		try (Socket open = process.connectAndAwait()) {
			for (int i = 0; i < 30; i++) {
				clients.add(process.connect());
			}
			process.coordinator().terminate();
			for (Socket client : clients) {
				assertThat(TestProcess.ask(client, "queued")).isEqualTo("queued");
			}
			assertThat(TestProcess.ask(open, "open")).isEqualTo("open");
		}
		finally {
			for (Socket client : clients) {
				client.close();
			}
		}
		assertThat(process.application().awaitExit()).isEqualTo(143);
	}

	@Test
	void holderThatFailsToDrainDoesNotKeepTheOthersFromIt() throws Exception {
		TestProcess process = serving(TestProcess.settings());
		process.listeners().add(new BrokenHolder());
		try (Socket client = process.connectAndAwait()) {
			process.coordinator().terminate();
			process.awaitState(ProcessState.DRAINING);
			assertThat(TestProcess.ask(client, "last")).isEqualTo("last");
		}
		assertThat(process.application().awaitExit()).isEqualTo(143);
	}

	@Test
	void secondTerminateHaltsWhateverHangs() throws Exception {
		TestProcess process = serving(TestProcess.settings());
		try (Socket client = process.connectAndAwait()) {
			assertThat(client.isConnected()).isTrue();
			process.coordinator().terminate();
			process.awaitState(ProcessState.DRAINING);
			process.coordinator().terminate();
			assertThat(process.application().awaitHalt()).isEqualTo(1);
		}
	}

	/**
	 * As where nobody reads the standard output.
	 */
	@Test
	void terminateEndsAProcessWhoseLogHangs() throws Exception {
		TestProcess process = serving(new RestartSettings(Duration.ofSeconds(10), Duration.ZERO, Duration.ofMillis(200),
				Duration.ofSeconds(30), Duration.ofSeconds(1), 3, null));
		Logger logger = (Logger) LoggerFactory.getLogger(Drain.class);
		StuckAppender stuck = new StuckAppender();
		logger.addAppender(stuck);
		try {
			process.coordinator().terminate();
			assertThat(process.application().awaitHalt()).isEqualTo(143);
		}
		finally {
			logger.detachAppender(stuck);
			stuck.stop();
		}
	}

	@Test
	void connectionsAreCutWhenTheTimeToDrainIsOver() throws Exception {
		TestProcess process = serving(new RestartSettings(Duration.ofSeconds(10), Duration.ZERO, Duration.ofMillis(200),
				Duration.ofSeconds(30), Duration.ofSeconds(30), 3, null));
		try (Socket client = process.connectAndAwait()) {
			process.coordinator().terminate();
			assertThat(process.application().awaitExit()).isEqualTo(143);
			assertThat(client.getInputStream().read()).isEqualTo(-1);
		}
	}

	@Test
	void connectionsAreCutWhenTheTimeOfAShutdownIsOverAndNobodyServes() throws Exception {
		TestProcess process = serving(new RestartSettings(Duration.ofSeconds(10), Duration.ZERO, null,
				Duration.ofMillis(200), Duration.ofSeconds(30), 3, null));
		try (Socket client = process.connectAndAwait()) {
			process.coordinator().terminate();
			assertThat(process.application().awaitExit()).isEqualTo(143);
			assertThat(client.getInputStream().read()).isEqualTo(-1);
		}
	}

	@Test
	void terminateWhileTheSuccessorIsLaunchedEndsTheSuccessorToo() throws Exception {
		TestProcess process = serving(TestProcess.settings());
		process.launcher().next((successor) -> {
		});
		CompletableFuture<RestartOutcome> outcome = process.coordinator().requestRestart("TEST");
		FakeSuccessor launched = process.launcher().awaitLaunched();
		process.coordinator().terminate();
		assertThat(outcome.get(10, TimeUnit.SECONDS)).isInstanceOfSatisfying(RestartOutcome.Failed.class,
				(failed) -> assertThat(failed.reason()).isEqualTo("this process was asked to terminate"));
		launched.awaitEnded();
		assertThat(process.application().awaitExit()).isEqualTo(143);
	}

	/**
	 * What a launch leaves behind would be nobody's once this process is gone.
	 */
	@Test
	void terminateWhileALaunchTakesItsTimeEndsWhatIsLaunchedBeforeTheExit() throws Exception {
		TestProcess process = serving(TestProcess.settings());
		SlowLaunch launch = SlowLaunch.of(process);
		process.coordinator().terminate();
		launch.awaitFailure();
		process.awaitState(ProcessState.DRAINING);
		launch.goOn();
		assertThat(process.application().awaitExit()).isEqualTo(143);
		assertThat(process.launcher().awaitLaunched().hasEnded()).isTrue();
	}

	@Test
	void closingWhileALaunchTakesItsTimeWaitsForTheEndOfWhatIsLaunched() throws Exception {
		TestProcess process = serving(TestProcess.settings());
		SlowLaunch launch = SlowLaunch.of(process);
		CompletableFuture<Void> closed = CompletableFuture.runAsync(() -> process.coordinator().close(true));
		launch.awaitFailure();
		launch.goOn();
		closed.get(10, TimeUnit.SECONDS);
		assertThat(process.launcher().awaitLaunched().hasEnded()).isTrue();
	}

	@Test
	void terminateWhileTheSuccessorIsNotReadyEndsTheSuccessorToo() throws Exception {
		TestProcess process = serving(TestProcess.settings());
		process.launcher().next(FakeSuccessor::takeOver);
		CompletableFuture<RestartOutcome> outcome = process.coordinator().requestRestart("TEST");
		process.awaitState(ProcessState.HANDING_OFF);
		process.coordinator().terminate();
		assertThat(outcome.get(10, TimeUnit.SECONDS)).isInstanceOf(RestartOutcome.Failed.class);
		process.launcher().awaitLaunched().awaitEnded();
		assertThat(process.application().awaitExit()).isEqualTo(143);
	}

	@Test
	void terminateWhileStandingByLeavesTheServiceToTheSuccessor() throws Exception {
		TestProcess process = serving(TestProcess.settings(Duration.ofSeconds(10), Duration.ofSeconds(30)));
		process.launcher().next((successor) -> successor.takeOver().send(new Message.Ready()));
		CompletableFuture<RestartOutcome> outcome = process.coordinator().requestRestart("TEST");
		process.awaitState(ProcessState.STANDBY);
		process.coordinator().terminate();
		assertThat(outcome.get(10, TimeUnit.SECONDS)).isInstanceOf(RestartOutcome.Succeeded.class);
		assertThat(process.application().awaitExit()).isEqualTo(143);
	}

	@Test
	void terminateBeforeTheApplicationIsReadyExits() throws Exception {
		TestProcess process = TestProcess.starting(TestProcess.settings());
		this.processes.add(process);
		process.coordinator().terminate();
		assertThat(process.application().awaitExit()).isEqualTo(143);
	}

	private TestProcess serving(RestartSettings settings) throws IOException {
		TestProcess process = TestProcess.serving(settings);
		this.processes.add(process);
		return process;
	}

	/**
	 * A holder of connections that lacks a class.
	 */
	private static final class BrokenHolder implements Drainable {

		@Override
		public String listener() {
			return "web.main";
		}

		@Override
		public int activeConnections() {
			return 0;
		}

		@Override
		public CompletableFuture<Void> drain() {
			throw new NoClassDefFoundError("dev/uninterruptible/Missing");
		}

		@Override
		public void resume() {
		}

		@Override
		public void closeConnections() {
		}

	}

	/**
	 * What nobody can write to until it is stopped.
	 */
	private static final class StuckAppender extends AppenderBase<ILoggingEvent> {

		private final CountDownLatch stopped = new CountDownLatch(1);

		StuckAppender() {
			start();
		}

		@Override
		protected void append(ILoggingEvent event) {
			try {
				boolean unused = this.stopped.await(10, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		@Override
		public void stop() {
			this.stopped.countDown();
			super.stop();
		}

	}

	/**
	 * A launch that goes on when it is told to.
	 */
	private record SlowLaunch(CompletableFuture<RestartOutcome> outcome, CountDownLatch gate) {

		static SlowLaunch of(TestProcess process) {
			CountDownLatch gate = process.launcher().holdNext();
			process.launcher().next((successor) -> {
			});
			CompletableFuture<RestartOutcome> outcome = process.coordinator().requestRestart("TEST");
			await().until(process.launcher()::hasBegun);
			return new SlowLaunch(outcome, gate);
		}

		void awaitFailure() throws Exception {
			assertThat(this.outcome.get(10, TimeUnit.SECONDS)).isInstanceOf(RestartOutcome.Failed.class);
		}

		void goOn() {
			this.gate.countDown();
		}

	}

}
