package dev.uninterruptible.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.uninterruptible.RequestHandler;
import dev.uninterruptible.restart.RestartSignals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * A configuration that cannot work stops the start with a report that says what is wrong
 * and what to do.
 */
@ExtendWith(OutputCaptureExtension.class)
class FailureReportTests {

	private static final String FREE_PORT = "--uninterruptible.bind-port=0";

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					uninterruptible.bind-port             | 70000                | A port is a number from 0 (any free port) to 65535.
					uninterruptible.bind-port             | -1                   | A port is a number from 0 (any free port) to 65535.
					uninterruptible.bind-port             | http                 | failed to convert
					PORT                                  | 70000                | A port is a number from 0 (any free port) to 65535.
					PORT                                  | http                 | A port is a number.
					uninterruptible.bind-address          | no.such.host.invalid | The address does not resolve.
					uninterruptible.bind-address          | 1.2.3.4.5            | The address does not resolve.
					uninterruptible.backlog               | 0                    | At least one connection must be able to wait.
					uninterruptible.drain-timeout         | -1s                  | A duration must not be negative.
					uninterruptible.drain-timeout         | soon                 | failed to convert
					uninterruptible.restart.ready-timeout | -1s                  | The successor needs some time to become ready.
					uninterruptible.restart.ready-timeout | 0                    | The successor needs some time to become ready.
					uninterruptible.restart.standby       | -1s                  | A duration must not be negative.
					uninterruptible.drain-timeout         | 366d                 | A duration must not be longer than 365 days.
					uninterruptible.exit-timeout          | 0s                   | The application context needs some time to close.
					uninterruptible.exit-timeout          | 200000d              | A duration must not be longer than 365 days.
					uninterruptible.restart.ready-timeout | 200000d              | A duration must not be longer than 365 days.
					uninterruptible.restart.standby       | 200000d              | A duration must not be longer than 365 days.
					uninterruptible.restart.max-draining  | 0                    | At least the predecessor must be able to finish
					uninterruptible.web.drain-idle-timeout | 0s                  | A client needs some time to learn
					uninterruptible.web.drain-idle-timeout | 25d                 | It must not be longer than 24 days.
					uninterruptible.pidfile-path          | /no/such/dir/pid     | The directory /no/such/dir is not there.
					PID_FILE                              | /no/such/dir/pid     | The directory /no/such/dir is not there.
					uninterruptible.pidfile-path          | /tmp                 | the pidfile must not be a directory.
					uninterruptible.working-directory     | /no/such/dir         | The directory is not there.
					uninterruptible.handoff.path          | /no/such/dir/handoff | The directory /no/such/dir is not there.
					uninterruptible.log-level             | LOUD                 | failed to convert
					uninterruptible.allowed-networks      | 10.0.0.0/33          | The prefix of '10.0.0.0/33' is longer than 32 bits. Write a network like
					uninterruptible.allowed-networks      | localhost            | is no literal address with an optional prefix
					uninterruptible.max-connections       | 0                    | At least one connection must be allowed.
					uninterruptible.max-connections       | many                 | failed to convert
					uninterruptible.idle-timeout          | 0s                   | It must be between a millisecond and 24 days.
					uninterruptible.idle-timeout          | 25d                  | It must be between a millisecond and 24 days.
					uninterruptible.idle-timeout          | 200000000000d        | It must be between a millisecond and 24 days.
					uninterruptible.max-connection-age    | 366d                 | It must not be longer than 365 days.
					uninterruptible.max-connection-age    | -1s                  | A connection needs some time to be of use.
					uninterruptible.ssl.bundle            | none                 | There is no SSL bundle of that name. Declare it
					uninterruptible.ssl.client-auth       | need                 | Set 'uninterruptible.ssl.bundle', or remove
					uninterruptible.ssl.client-auth       | maybe                | failed to convert
					uninterruptible.ssl.handshake-timeout | 0s                   | A client needs some time to shake hands
					uninterruptible.ssl.handshake-timeout | 2d                   | It must not be longer than a day.
					uninterruptible.ssl.handshake-timeout | 200000000000d        | It must not be longer than a day.
					uninterruptible.servers.a.bind-port   | 65536                | A port is a number from 0 (any free port) to 65535.
					""")
	void wrongValueIsReportedWithItsPropertyAndReason(String property, String value, String reason,
			CapturedOutput output) {
		String argument = "--%s=%s".formatted(property, value);
		assertFails(OneHandler.class, property.endsWith("PORT") || property.endsWith("port") ? new String[] { argument }
				: new String[] { FREE_PORT, argument });
		assertReport(output, reason, "the provided reason|your application's configuration");
		assertThat(output.getAll()).contains(property).contains(value);
	}

	@Test
	void networksOfAUnixDomainSocketAreReported(CapturedOutput output, @TempDir Path directory) {
		assertFails(OneHandler.class, "--uninterruptible.bind=unix://" + directory.resolve("s"),
				"--uninterruptible.allowed-networks=127.0.0.1");
		assertReport(output, "'uninterruptible.allowed-networks'", "the provided reason");
		assertThat(output.getAll()).contains("The clients of a Unix-domain socket come from no network.");
	}

	@Test
	void portThatIsTakenIsReportedWithItsAddress(CapturedOutput output) throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			assertFails(OneHandler.class, "--uninterruptible.bind-port=" + taken.getLocalPort(),
					"--uninterruptible.bind-address=127.0.0.1");
			assertReport(output, "Listener 'server.default' cannot be bound to 127.0.0.1:" + taken.getLocalPort(),
					"Stop the process that listens on 127.0.0.1:%s, or set 'uninterruptible.bind', or 'uninterruptible.bind-port'"
						.formatted(taken.getLocalPort()));
		}
	}

	@Test
	void addressOfAnotherMachineIsReported(CapturedOutput output) {
		assertFails(OneHandler.class, FREE_PORT, "--uninterruptible.bind-address=192.0.2.1");
		assertReport(output, "Listener 'server.default' cannot be bound to 192.0.2.1:0",
				"'uninterruptible.bind-address', to an address of this machine");
	}

	@Test
	void portWithoutAHandlerIsReported(CapturedOutput output) {
		assertFails(NoHandler.class, FREE_PORT);
		assertReport(output, "there is no RequestHandler to serve there", "Declare a bean of type");
	}

	@Test
	void handlerWithoutAPortIsReported(CapturedOutput output) {
		assertFails(OneHandler.class);
		assertReport(output, "There is a RequestHandler, but no port", "Set 'uninterruptible.bind-port'");
	}

	@Test
	void severalHandlersWithoutAChoiceAreReported(CapturedOutput output) {
		assertFails(TwoHandlers.class, FREE_PORT);
		assertReport(output, "no choice between them: first, second", "@Primary");
	}

	@ParameterizedTest
	@ValueSource(strings = { "bind-port=1234", "bind-address=127.0.0.1" })
	void addressInBothFormsIsReported(String other, CapturedOutput output) {
		assertFails(OneHandler.class, "--uninterruptible.bind=tcp://127.0.0.1:0", "--uninterruptible." + other);
		assertReport(output, "mutually exclusive", "so that only one");
		assertThat(output).contains("uninterruptible.bind\n")
			.contains("uninterruptible." + other.substring(0, other.indexOf('=')));
	}

	@ParameterizedTest
	@CsvSource({ "127.0.0.1:1234, An address is 'tcp://host:port'",
			"tcp://no.such.host.invalid:1, The address does not resolve.",
			"tcp://127.0.0.1:70000, A port is a number from 0 (any free port) to 65535." })
	void addressThatIsNoneIsReported(String address, String reason, CapturedOutput output) {
		assertFails(TwoHandlers.class, "--uninterruptible.servers.first.bind=" + address);
		assertReport(output, reason, "the provided reason");
		assertThat(output).contains("'uninterruptible.servers.first.bind'").contains("'%s'".formatted(address));
	}

	@ParameterizedTest
	@CsvSource({ "/no/such/directory/x.sock, The directory /no/such/directory is not there.",
			"/tmp, The file is not a socket", "/etc/passwd, The file is not a socket" })
	void pathThatCannotBeBoundIsReported(String path, String reason, CapturedOutput output) {
		assertFails(TwoHandlers.class, "--uninterruptible.servers.first.bind=unix://" + path);
		assertReport(output, reason, "the provided reason");
		assertThat(output).contains("'uninterruptible.servers.first.bind'").contains("'unix://%s'".formatted(path));
	}

	@Test
	void pathThatIsTooLongIsReported(CapturedOutput output) {
		assertFails(OneHandler.class, "--uninterruptible.bind=unix:///tmp/" + "x".repeat(99));
		assertReport(output, "The path of a Unix-domain socket has at most 103 bytes", "the provided reason");
	}

	@Test
	void pathThatSomebodyServesIsReported(@TempDir Path directory, CapturedOutput output) throws IOException {
		Path path = directory.resolve("live.sock");
		try (ServerSocketChannel live = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			live.bind(UnixDomainSocketAddress.of(path));
			assertFails(OneHandler.class, "--uninterruptible.bind=unix://" + path);
			assertReport(output,
					"Listener 'server.default' cannot be bound to unix:%s: Another process serves there"
						.formatted(path),
					"Stop the process that listens on unix:%s, or set 'uninterruptible.bind'".formatted(path));
			assertThat(path).exists();
		}
	}

	@Test
	void serversOnOnePathAreReported(@TempDir Path directory, CapturedOutput output) {
		assertFails(TwoHandlers.class, "--uninterruptible.servers.first.bind=unix://" + directory.resolve("a.sock"),
				"--uninterruptible.servers.second.bind=unix://" + directory.resolve("a.sock"));
		assertReport(output, "Each server needs an address of its own", "the provided reason");
		assertThat(directory).isEmptyDirectory();
	}

	@ParameterizedTest
	@ValueSource(strings = { "432", "0999", "660", "00660", "rw" })
	void permissionsThatAreNoneAreReported(String permissions, CapturedOutput output) {
		assertFails(OneHandler.class, "--uninterruptible.bind=unix:///tmp/never.sock",
				"--uninterruptible.unix.permissions=" + permissions);
		assertReport(output, "four octal digits that begin with 0, in quotes where the file is YAML ('0660')",
				"the provided reason");
		assertThat(output).contains("'uninterruptible.unix.permissions'");
	}

	@Test
	void serverWithoutAPortIsReported(CapturedOutput output) {
		assertFails(TwoHandlers.class, "--uninterruptible.servers.first.backlog=2");
		assertReport(output, "The server 'first' has no address", "Set 'uninterruptible.servers.first.bind-port'");
	}

	@Test
	void serverWithABacklogThatCannotWorkIsReported(CapturedOutput output) {
		assertFails(TwoHandlers.class, "--uninterruptible.servers.first.bind-port=0",
				"--uninterruptible.servers.first.backlog=0");
		assertReport(output, "uninterruptible.servers.first.backlog", "the provided reason");
	}

	@Test
	void serverWithoutItsHandlerIsReported(CapturedOutput output) {
		assertFails(TwoHandlers.class, "--uninterruptible.servers.admin.bind-port=0");
		assertReport(output, "There is no RequestHandler named 'admin'",
				"set 'uninterruptible.servers.admin.handler' to the name of another: first, second.");
	}

	@Test
	void handlerThatIsAnotherBeanIsReported(CapturedOutput output) {
		assertFails(OneHandler.class, FREE_PORT, "--uninterruptible.handler=uninterruptibleSettings");
		assertReport(output, "There is no RequestHandler named 'uninterruptibleSettings'",
				"set 'uninterruptible.handler'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "[a.b]", "[a_b]", "[ä]", "[a b]" })
	void nameOfAServerThatDoesNotWorkIsReported(String name, CapturedOutput output) {
		assertFails(OneHandler.class, "--uninterruptible.servers" + name + ".bind-port=0");
		assertReport(output, "The name of the server '%s'".formatted(name.substring(1, name.length() - 1)),
				"letters, digits and dashes");
	}

	@Test
	void defaultServerInBothFormsIsReported(CapturedOutput output) {
		assertFails(OneHandler.class, FREE_PORT, "--uninterruptible.servers.default.backlog=2");
		assertReport(output,
				"The server 'default' is configured by 'uninterruptible.servers.default' and by top-level keys",
				"Move the keys");
	}

	@ParameterizedTest
	@CsvSource({ "127.0.0.1, 127.0.0.1", "127.0.0.1, ::", "::, 127.0.0.1", "0.0.0.0, 127.0.0.1", "::1, ::",
			"localhost, 127.0.0.1" })
	void serversOnOneAddressAreReported(String one, String other, CapturedOutput output) {
		assertFails(TwoHandlers.class, "--uninterruptible.bind-port=12345", "--uninterruptible.bind-address=" + one,
				"--uninterruptible.handler=first", "--uninterruptible.servers.second.bind-port=12345",
				"--uninterruptible.servers.second.bind-address=" + other);
		assertReport(output, "The server 'default' listens on", "the provided reason|your application's configuration");
		assertThat(output).contains("uninterruptible.servers.second.bind-port")
			.contains("Each server needs an address of its own");
	}

	@Test
	void portOfAServerThatIsTakenIsReportedWithItsProperty(CapturedOutput output) throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			assertFails(TwoHandlers.class, "--uninterruptible.servers.first.bind-port=" + taken.getLocalPort(),
					"--uninterruptible.servers.first.bind-address=127.0.0.1");
			assertReport(output, "Listener 'server.first' cannot be bound to 127.0.0.1:" + taken.getLocalPort(),
					"set 'uninterruptible.servers.first.bind', or 'uninterruptible.servers.first.bind-port' and 'uninterruptible.servers.first.bind-address', to");
		}
	}

	@Test
	void signalsAreRestoredAfterAFailure() {
		assertFails(OneHandler.class);
		Optional<RestartSignals> signals = RestartSignals.install();
		assertThat(signals).isPresent();
		signals.get().restore();
	}

	private static void assertFails(Class<?> configuration, String... arguments) {
		SpringApplicationBuilder application = new SpringApplicationBuilder(configuration).web(WebApplicationType.NONE);
		assertThatException().isThrownBy(() -> application.run(arguments).close());
	}

	private static void assertReport(CapturedOutput output, String description, String action) {
		assertThat(output.getAll()).containsOnlyOnce("APPLICATION FAILED TO START");
		String report = output.getAll().substring(output.getAll().indexOf("Description:"));
		assertThat(report.substring(0, report.indexOf("Action:"))).contains(description);
		assertThat(report.substring(report.indexOf("Action:")))
			.containsPattern(action.contains("|") ? action : Pattern.quote(action));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ UninterruptibleAutoConfiguration.class, SocketServerAutoConfiguration.class })
	static class NoHandler {

	}

	@Configuration(proxyBeanMethods = false)
	@Import(NoHandler.class)
	static class OneHandler {

		@Bean
		RequestHandler handler() {
			return new EchoHandler();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(NoHandler.class)
	static class TwoHandlers {

		@Bean
		RequestHandler first() {
			return new EchoHandler();
		}

		@Bean
		RequestHandler second() {
			return new EchoHandler();
		}

	}

}
