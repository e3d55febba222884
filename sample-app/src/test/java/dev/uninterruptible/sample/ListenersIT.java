package dev.uninterruptible.sample;

import java.io.IOException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The listeners that are handed over besides the echo server's.
 */
class ListenersIT {

	@Test
	void portsThatWereChosenFreelyAndManagementPortAreKept() throws IOException {
		try (ServerProcess server = ServerProcess.start(ServerOptions.onChosenPorts(ServerOptions.NO_STANDBY))) {
			ServerStatus first = server.status();
			assertThat(first.listeners()).containsOnlyKeys("server.default", "web.main", "web.management")
				.doesNotContainValue(0);
			try (Load echo = new EchoLoad(2, first.port("server.default")).paced().start();
					Load management = new HttpLoad(2, first.port("web.management")).paced().start()) {
				assertThat(server.restart(Trigger.POST).after().listeners()).isEqualTo(first.listeners());
				assertThat(server.restart(Trigger.USR1).after().listeners()).isEqualTo(first.listeners());
				assertThat(HttpReply.get(first.port("web.main"), "/", ServerProcess.DEADLINE).status()).isEqualTo(404);
				assertThat(echo.stop().examples()).isEmpty();
				assertThat(management.stop().examples()).isEmpty();
			}
			assertThat(server.log().lines())
				.filteredOn((line) -> line.contains("Tomcat started on port " + first.port("web.main") + " "))
				.hasSize(3);
		}
	}

	@Test
	void getAfterPostIsAnsweredBySuccessor() throws IOException {
		try (ServerProcess server = ServerProcess.start(ServerOptions.onChosenPorts())) {
			ServerStatus before = server.status();
			HttpReply reply = server.actuator().restart();
			ServerStatus after = server.actuator().status();
			assertThat(reply.status()).as(reply.body()).isEqualTo(200);
			assertThat(after.pid()).isNotEqualTo(before.pid()).isEqualTo(ServerStatus.number(reply.body(), "pid"));
			assertThat(after.generation()).isEqualTo(ServerStatus.number(reply.body(), "generation")).isEqualTo(2);
			assertThat(server.pid()).isEqualTo(after.pid());
			assertThat(ServerStatus.number(reply.body(), "milliseconds")).isPositive();
		}
	}

}
