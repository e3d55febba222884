package dev.uninterruptible.it.web;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.client.HttpConnection;
import dev.uninterruptible.testing.client.HttpTarget;
import dev.uninterruptible.testing.process.Restart;
import dev.uninterruptible.testing.process.Sample;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.StartScript;
import dev.uninterruptible.testing.process.Trigger;
import dev.uninterruptible.testing.tls.Certificates;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Successors whose web server is configured in another way than their predecessor's.
 */
class WebConfigurationIT {

	private static final String LISTENER = "web.main";

	@ParameterizedTest
	@MethodSource(Sample.SELECTED)
	void portThatTheServerChoseStaysUntilAnotherOneIsConfiguredWhichMayTurnToHttps(Sample sample,
			@TempDir Path directory) throws IOException {
		StartScript script = new StartScript(directory.resolve("start.sh"));
		Certificates certificates = new Certificates(directory);
		ServerOptions options = ServerOptions.withTestEndpoints(sample, ServerOptions.NO_STANDBY, script.asArgument());
		int another = options.webPort();
		try (ServerProcess server = ServerProcess.start(options.onChosenWebPort())) {
			int chosen = server.status().port(LISTENER);
			script.start(server);
			assertThat(server.restart(Trigger.USR1).after().port(LISTENER)).isEqualTo(chosen);
			try (HttpConnection open = connect(HttpTarget.plain(chosen))) {
				script.startWith(server, options);
				Restart moved = server.restart(Trigger.POST);
				assertThat(moved.after().port(LISTENER)).isEqualTo(another);
				assertThat(server.log().lines("WARN", moved.after().pid()))
					.anyMatch((line) -> line.contains("Closing inherited listener 'web.main' on 127.0.0.1:" + chosen));
				Await.until("the old port is closed", () -> isRefused(chosen));
				open.exchange("GET", "/hello/old-port").expect("old-port");
			}
			try (HttpConnection open = connect(HttpTarget.plain(another))) {
				script.startWith(server, options.with(certificates.arguments()));
				server.restart(Trigger.USR1);
				connect(certificates.target(another)).close();
				open.exchange("GET", "/hello/no-tls").expect("no-tls");
				assertThat(open.isClosing()).isTrue();
			}
		}
	}

	private static HttpConnection connect(HttpTarget target) throws IOException {
		HttpConnection connection = new HttpConnection(target, HttpTarget.TIMEOUT);
		connection.exchange("GET", "/hello/world").expect("world");
		return connection;
	}

	private static boolean isRefused(int port) throws IOException {
		try {
			HttpTarget.plain(port).connect(HttpTarget.TIMEOUT).close();
			return false;
		}
		catch (ConnectException ex) {
			return true;
		}
	}

}
