package dev.uninterruptible.autoconfigure;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.uninterruptible.CurrentConnection;
import dev.uninterruptible.RequestHandler;
import dev.uninterruptible.listener.ListenerRegistry;
import dev.uninterruptible.restart.ProcessState;
import dev.uninterruptible.restart.RestartCoordinator;
import dev.uninterruptible.server.ConnectionObserver;
import dev.uninterruptible.server.Rejection;
import dev.uninterruptible.server.SocketServer;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.apache.catalina.startup.Tomcat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UninterruptibleAutoConfiguration} and
 * {@link SocketServerAutoConfiguration}.
 */
class SocketServerAutoConfigurationTests {

	private static final String FREE_PORT = "uninterruptible.bind-port=0";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(UninterruptibleAutoConfiguration.class, SocketServerAutoConfiguration.class,
						WebHandoffAutoConfiguration.class, UninterruptibleEndpointAutoConfiguration.class))
		.withPropertyValues("uninterruptible.bind-address=127.0.0.1");

	@Test
	void handlerServesOnceTheApplicationIsReady() {
		this.runner.withPropertyValues(FREE_PORT).withBean(RequestHandler.class, EchoHandler::new).run((context) -> {
			assertThat(context.getBean(RestartCoordinator.class).status().state()).isEqualTo(ProcessState.STARTING);
			assertServes(context);
		});
	}

	@Test
	void handlerServesWithoutWebServerAndWithoutActuator() {
		this.runner
			.withClassLoader(new FilteredClassLoader(ConditionalOnAvailableEndpoint.class, HealthEndpoint.class,
					MeterBinder.class, TomcatWebServerFactory.class, Tomcat.class))
			.withPropertyValues(FREE_PORT)
			.withBean(RequestHandler.class, EchoHandler::new)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertServes(context);
			});
	}

	@Test
	void primaryHandlerServesWhereThereAreSeveral() {
		this.runner.withPropertyValues(FREE_PORT)
			.withUserConfiguration(PrimaryHandler.class)
			.run(SocketServerAutoConfigurationTests::assertServes);
	}

	@Test
	void portFallsBackToTheEnvironment() {
		this.runner.withPropertyValues("PORT=0")
			.withBean(RequestHandler.class, EchoHandler::new)
			.run(SocketServerAutoConfigurationTests::assertServes);
	}

	@Test
	void propertyIsPreferredToTheEnvironment() {
		this.runner.withPropertyValues(FREE_PORT, "PORT=1")
			.withBean(RequestHandler.class, EchoHandler::new)
			.run((context) -> {
				ListenerRegistry listeners = context.getBean(ListenerRegistry.class);
				assertThat(listeners.listeners().getFirst().address().getPort()).isGreaterThan(1);
			});
	}

	@Test
	void pidFileFallsBackToTheEnvironment(@TempDir Path directory) {
		Path file = directory.resolve("pid");
		this.runner.withPropertyValues("PID_FILE=" + file).run((context) -> {
			ready(context);
			assertThat(file).hasContent(Long.toString(ProcessHandle.current().pid()));
		});
		assertThat(file).doesNotExist();
	}

	@Test
	void pidFileOfThePropertyIsPreferredToTheEnvironment(@TempDir Path directory) {
		this.runner
			.withPropertyValues("PID_FILE=" + directory.resolve("other"),
					"uninterruptible.pidfile-path=" + directory.resolve("pid"))
			.run((context) -> {
				ready(context);
				assertThat(directory.resolve("pid")).exists();
				assertThat(directory.resolve("other")).doesNotExist();
			});
	}

	@Test
	void emptyVariablesAreAsIfTheyWereNotSet() {
		this.runner.withPropertyValues("PORT=", "PID_FILE=").run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void applicationWithoutHandlerAndPortHasNoServer() {
		this.runner.withPropertyValues("PORT=0").run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(SocketServer.class);
			ready(context);
		});
	}

	@Test
	void nothingIsLeftWhereItIsSwitchedOff() {
		this.runner.withPropertyValues("uninterruptible.enabled=false", FREE_PORT)
			.withBean(RequestHandler.class, EchoHandler::new)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBeanDefinitionNames()).noneMatch((name) -> name.contains("uninterruptible")
						|| context.getBean(name).getClass().getName().startsWith("dev.uninterruptible.restart"));
			});
	}

	@Test
	void handlerMayDependOnItsConnection() {
		this.runner.withPropertyValues(FREE_PORT, "uninterruptible.max-connection-age=1ns")
			.withConfiguration(AutoConfigurations.of(CurrentConnectionAutoConfiguration.class))
			.withUserConfiguration(HandlerThatAsks.class)
			.run((context) -> {
				ready(context);
				assertThat(EchoHandler.ask(context.getBean(ListenerRegistry.class), "line")).isEqualTo("true");
			});
	}

	@Test
	void handlerMayDependOnItsConnectionWhereNothingIsServed() {
		this.runner.withPropertyValues("uninterruptible.enabled=false")
			.withConfiguration(AutoConfigurations.of(CurrentConnectionAutoConfiguration.class))
			.withUserConfiguration(HandlerThatAsks.class)
			.run((context) -> assertThat(context.getBean(CurrentConnection.class).shouldFinish()).isFalse());
	}

	@Test
	void clientOfAnotherNetworkIsRejectedAndObserved() {
		List<Rejection> rejections = new CopyOnWriteArrayList<>();
		this.runner.withPropertyValues(FREE_PORT, "uninterruptible.allowed-networks=10.0.0.0/8,::1")
			.withBean(RequestHandler.class, EchoHandler::new)
			.withBean(ConnectionObserver.class, () -> new ConnectionObserver() {

				@Override
				public void rejected(String server, Rejection reason) {
					rejections.add(reason);
				}

			})
			.run((context) -> {
				ready(context);
				InetSocketAddress address = context.getBean(ListenerRegistry.class).listeners().getFirst().address();
				try (Socket client = new Socket(address.getAddress(), address.getPort())) {
					assertThat(client.getInputStream().read()).isEqualTo(-1);
				}
				assertThat(rejections).containsExactly(Rejection.NETWORK);
			});
	}

	@Test
	void socketsAreClosedWithTheContext() {
		ListenerRegistry[] listeners = new ListenerRegistry[1];
		this.runner.withPropertyValues(FREE_PORT).withBean(RequestHandler.class, EchoHandler::new).run((context) -> {
			listeners[0] = context.getBean(ListenerRegistry.class);
			assertThat(listeners[0].listeners()).hasSize(1);
		});
		assertThat(listeners[0].listeners()).isEmpty();
	}

	private static void ready(ApplicationContext context) {
		AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
		RestartCoordinator coordinator = context.getBean(RestartCoordinator.class);
		Awaitility.await().until(() -> coordinator.status().state() == ProcessState.SERVING);
	}

	private static void assertServes(ApplicationContext context) throws Exception {
		ready(context);
		assertThat(EchoHandler.ask(context.getBean(ListenerRegistry.class), "line")).isEqualTo("line");
	}

	@Configuration(proxyBeanMethods = false)
	static class HandlerThatAsks {

		@Bean
		RequestHandler handler(CurrentConnection connection) {
			return (client) -> EchoHandler.write(client, Boolean.toString(connection.shouldFinish()));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryHandler {

		@Bean
		@Primary
		RequestHandler echo() {
			return new EchoHandler();
		}

		@Bean
		RequestHandler other() {
			return (client) -> {
			};
		}

	}

}
