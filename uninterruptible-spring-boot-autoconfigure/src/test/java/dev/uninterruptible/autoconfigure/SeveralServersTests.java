package dev.uninterruptible.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import dev.uninterruptible.RequestHandler;
import dev.uninterruptible.listener.BindAddress;
import dev.uninterruptible.listener.Listener;
import dev.uninterruptible.listener.ListenerRegistry;
import dev.uninterruptible.restart.RestartCoordinator;
import dev.uninterruptible.server.ServerSettings;
import dev.uninterruptible.server.SocketServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for several servers in one application: {@link SocketServerRegistrar},
 * {@link RequestHandlers}. Each handler answers with its own name.
 */
@ExtendWith(OutputCaptureExtension.class)
class SeveralServersTests {

	private static final String ADDRESS = "uninterruptible.bind-address=127.0.0.1";

	private static final String DEFAULT = "uninterruptible.bind-port=0";

	private static final String ADMIN = "uninterruptible.servers.admin.bind-port=0";

	private static final String ADMIN_ADDRESS = "uninterruptible.servers.admin.bind-address=127.0.0.1";

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(UninterruptibleAutoConfiguration.class, SocketServerAutoConfiguration.class));

	@Test
	void eachServerHasTheHandlerOfItsName() {
		handlers("admin", "other").withPropertyValues(DEFAULT, ADMIN, ADMIN_ADDRESS).run((context) -> {
			assertThat(context).getBeans(SocketServer.class)
				.containsOnlyKeys("defaultSocketServer", "adminSocketServer");
			assertThat(ask(context, "default")).isEqualTo("other");
			assertThat(ask(context, "admin")).isEqualTo("admin");
		});
	}

	@Test
	void addressMayBeWrittenInOne() {
		withoutDefault("admin", "other")
			.withPropertyValues("uninterruptible.bind=tcp://127.0.0.1:0",
					"uninterruptible.servers.admin.bind=tcp://*:0", "PORT=1")
			.run((context) -> {
				assertThat(ask(context, "default")).isEqualTo("other");
				assertThat(ask(context, "admin")).isEqualTo("admin");
			});
	}

	@ParameterizedTest
	@CsvSource({ "0600, rw-------", "0666, rw-rw-rw-", "0777, rwxrwxrwx", "rw--w----, rw--w----" })
	void addressMayBeThePathOfAUnixDomainSocket(String permissions, String expected, @TempDir Path directory) {
		Path path = directory.resolve("admin.sock");
		withoutDefault("admin")
			.withPropertyValues("uninterruptible.servers.admin.bind=unix://" + path,
					"uninterruptible.unix.permissions=" + permissions)
			.run((context) -> {
				context.getBean(RestartCoordinator.class).applicationReady();
				assertThat(Files.getPosixFilePermissions(path)).isEqualTo(PosixFilePermissions.fromString(expected));
				try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
					ByteBuffer answer = ByteBuffer.allocate(5);
					assertThat(client.read(answer)).isEqualTo(5);
					assertThat(answer.array()).asString(StandardCharsets.UTF_8).isEqualTo("admin");
				}
			});
		assertThat(path).doesNotExist();
	}

	@Test
	void handlerIsNamedByItsProperty() {
		handlers("one", "two", "three")
			.withPropertyValues(DEFAULT, "uninterruptible.handler=three", ADMIN,
					"uninterruptible.servers.admin.handler=two")
			.run((context) -> {
				assertThat(ask(context, "default")).isEqualTo("three");
				assertThat(ask(context, "admin")).isEqualTo("two");
			});
	}

	@Test
	void handlerMayServeTwice() {
		handlers("admin").withPropertyValues(DEFAULT, ADMIN).run((context) -> {
			assertThat(ask(context, "default")).isEqualTo("admin");
			assertThat(ask(context, "admin")).isEqualTo("admin");
		});
	}

	@Test
	void primaryHandlerServesTheDefaultServer() {
		handlers("admin", "one", "default")
			.withBean("two", RequestHandler.class, () -> answering("two"), (bean) -> bean.setPrimary(true))
			.withPropertyValues(DEFAULT, ADMIN)
			.run((context) -> assertThat(ask(context, "default")).isEqualTo("two"));
	}

	@Test
	void handlerNamedDefaultServesTheDefaultServer() {
		handlers("admin", "one", "default").withPropertyValues(DEFAULT, ADMIN)
			.run((context) -> assertThat(ask(context, "default")).isEqualTo("default"));
	}

	@Test
	void fallbackHandlerIsPassedOver() {
		handlers("one").withBean("two", RequestHandler.class, () -> answering("two"), (bean) -> bean.setFallback(true))
			.withPropertyValues(DEFAULT)
			.run((context) -> assertThat(ask(context, "default")).isEqualTo("one"));
	}

	@Test
	void handlerThatIsNoCandidateForInjectionServesWhereItIsNamed() {
		handlers("one")
			.withBean("admin", RequestHandler.class, () -> answering("admin"),
					(bean) -> bean.setAutowireCandidate(false))
			.withPropertyValues(DEFAULT, ADMIN)
			.run((context) -> assertThat(ask(context, "admin")).isEqualTo("admin"));
	}

	@Test
	void onlyServerCanBeInjectedByItsTypeWhateverItsName() {
		handlers("admin").withPropertyValues(ADMIN)
			.run((context) -> assertThat(context.getBean(SocketServer.class).listener()).isEqualTo("server.admin"));
	}

	@Test
	void handlersThatServeNowhereAreTold(CapturedOutput output) {
		handlers("admin", "forgotten").withPropertyValues(ADMIN).run((context) -> {
			assertThat(context).hasSingleBean(SocketServer.class);
			assertThat(output).contains("No server is served by the RequestHandlers [forgotten]");
		});
	}

	@Test
	void defaultServerMayHaveTheLongForm() {
		withoutDefault("one").withPropertyValues("uninterruptible.servers.default.bind-port=0")
			.run((context) -> assertThat(ask(context, "default")).isEqualTo("one"));
	}

	@Test
	void serverOfTheApplicationTakesThePlaceOfAll() {
		handlers("admin").withPropertyValues(DEFAULT, ADMIN)
			.withBean("own", SocketServer.class, SeveralServersTests::ownServer)
			.run((context) -> assertThat(context).doesNotHaveBean("adminSocketServer")
				.doesNotHaveBean("defaultSocketServer"));
	}

	private ApplicationContextRunner handlers(String... names) {
		return withoutDefault(names).withPropertyValues(ADDRESS);
	}

	private ApplicationContextRunner withoutDefault(String... names) {
		ApplicationContextRunner runner = this.runner;
		for (String name : names) {
			runner = runner.withBean(name, RequestHandler.class, () -> answering(name));
		}
		return runner;
	}

	private static SocketServer ownServer() {
		return new SocketServer(new ServerSettings("own", new BindAddress.Tcp(InetAddress.getLoopbackAddress(), 0), 1),
				answering("own"), new ListenerRegistry());
	}

	private static RequestHandler answering(String answer) {
		return (client) -> client.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
	}

	private static String ask(ApplicationContext context, String server) throws IOException {
		context.getBean(RestartCoordinator.class).applicationReady();
		Listener listener = context.getBean(ListenerRegistry.class)
			.listeners()
			.stream()
			.filter((candidate) -> candidate.name().equals("server." + server))
			.findFirst()
			.orElseThrow();
		try (Socket client = new Socket("localhost", listener.address().getPort())) {
			return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
