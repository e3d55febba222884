package dev.uninterruptible.test;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.listener.ListenerRegistry;
import dev.uninterruptible.restart.RestartCoordinator;
import dev.uninterruptible.restart.RestartOutcome;
import dev.uninterruptible.restart.RestartSignals;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AutoConfigureSocketServer} and {@link LocalSocketServerPort}, with the
 * configuration of an application that is at home on another machine.
 */
@SpringBootTest(classes = EchoHandler.class,
		properties = { "uninterruptible.bind-port=1", "uninterruptible.bind-address=192.0.2.1",
				"uninterruptible.pidfile-path=/nowhere/pid", "uninterruptible.working-directory=/nowhere",
				"uninterruptible.handoff.path=/nowhere/handoff" })
@AutoConfigureSocketServer
class AutoConfigureSocketServerTests {

	@LocalSocketServerPort
	private int port;

	@Test
	void handlerServesOnAFreePort() throws IOException {
		assertThat(EchoHandler.ask(this.port, "line")).isEqualTo("line");
	}

	/**
	 * As the context cache does when the tests of another configuration run in between.
	 */
	@Test
	void handlerServesOnTheSamePortAfterThePauseOfItsContext(@Autowired ConfigurableApplicationContext context)
			throws IOException {
		context.pause();
		context.restart();
		assertThat(EchoHandler.ask(this.port, "line")).isEqualTo("line");
	}

	@Test
	void onlyTheSocketServerListens(@Autowired ListenerRegistry listeners) {
		assertThat(listeners.listeners()).singleElement()
			.satisfies((listener) -> assertThat(listener)
				.hasToString("server.default (127.0.0.1:%s)".formatted(this.port)));
	}

	@Test
	void processCannotBeRestarted(@Autowired RestartCoordinator coordinator) throws Exception {
		assertThat(coordinator.requestRestart("TEST").get(10, TimeUnit.SECONDS)).isInstanceOfSatisfying(
				RestartOutcome.Refused.class,
				(refused) -> assertThat(refused.reason()).contains("'uninterruptible.restart.enabled' is false"));
	}

	@Test
	void signalsAreLeftToTheProcess() {
		Optional<RestartSignals> signals = RestartSignals.install();
		assertThat(signals).isPresent();
		signals.get().restore();
	}

}
