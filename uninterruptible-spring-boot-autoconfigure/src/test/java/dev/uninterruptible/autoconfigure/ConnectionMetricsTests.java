package dev.uninterruptible.autoconfigure;

import java.net.Socket;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.RequestHandler;
import dev.uninterruptible.actuate.ConnectionMetrics;
import dev.uninterruptible.actuate.ConnectionObservations;
import dev.uninterruptible.server.Rejection;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.event.ContextRefreshedEvent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionMetrics}, as they are auto-configured.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConnectionMetricsTests {

	private static final String PREFIX = "uninterruptible.connections.";

	private final MeterRegistry meters = new SimpleMeterRegistry();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(UninterruptibleAutoConfiguration.class,
				SocketServerAutoConfiguration.class, UninterruptibleEndpointAutoConfiguration.class))
		.withPropertyValues("uninterruptible.bind-address=127.0.0.1", "uninterruptible.bind-port=0");

	@Test
	void metersAreThereBeforeTheFirstConnection() {
		measured(new EchoHandler()).run((context) -> {
			assertThat(gauge()).isZero();
			assertThat(count("accepted")).isZero();
			assertThat(rejected("network")).isZero();
			assertThat(rejected("handshake")).isZero();
			assertThat(duration().count()).isZero();
		});
	}

	@Test
	void refreshOfAChildContextRegistersNothingAgain(CapturedOutput output) {
		measured(new EchoHandler())
			.run((context) -> context.publishEvent(new ContextRefreshedEvent(context.getSourceApplicationContext())));
		assertThat(output).doesNotContain("already registered");
	}

	@Test
	void connectionIsMeasuredFromItsAcceptToItsEnd() {
		measured(new EchoHandler()).run((context) -> {
			TestServer server = TestServer.of(context);
			try (Socket client = server.connect()) {
				Awaitility.await().until(() -> count("accepted") == 1);
				assertThat(gauge()).isEqualTo(1);
				assertThat(duration().count()).isZero();
				assertThat(server.ask(client, "line")).isEqualTo("line");
			}
			Awaitility.await().until(() -> duration().count() == 1);
			assertThat(duration().totalTime(TimeUnit.NANOSECONDS)).isPositive();
			Awaitility.await().until(() -> gauge() == 0);
			assertThat(this.meters.find(PREFIX + "errors").counters()).isEmpty();
		});
	}

	@Test
	void failureIsCountedByItsException() {
		measured(ConnectionMetricsTests::fail).run((context) -> {
			TestServer server = TestServer.of(context);
			server.ask("line");
			server.ask("line");
			Awaitility.await().until(() -> duration().count() == 2);
			assertThat(this.meters.get(PREFIX + "errors")
				.tag("server", "default")
				.tag("exception", "IllegalStateException")
				.counter()
				.count()).isEqualTo(2);
		});
	}

	@Test
	void rejectionIsCountedByItsReason() {
		measured(new EchoHandler()).run((context) -> {
			context.getBean(ConnectionMetrics.class).rejected("default", Rejection.NETWORK);
			assertThat(rejected("network")).isEqualTo(1);
			assertThat(rejected("handshake")).isZero();
			assertThat(count("accepted")).isZero();
			assertThat(duration().count()).isZero();
		});
	}

	@Test
	void eachServerHasItsOwn() {
		measured(new EchoHandler())
			.withPropertyValues("uninterruptible.servers.admin.bind=tcp://127.0.0.1:0",
					"uninterruptible.servers.admin.handler=handler")
			.run((context) -> {
				TestServer.of(context).ask("line");
				Awaitility.await().until(() -> count("accepted") == 1);
				assertThat(this.meters.get(PREFIX + "accepted").tag("server", "admin").counter().count()).isZero();
			});
	}

	@Test
	void observationsMakeNoMetersOfTheirOwn() {
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(this.meters));
		measured(new EchoHandler()).withBean(ObservationRegistry.class, () -> observations).run((context) -> {
			this.meters.config().meterFilter(context.getBean(MeterFilter.class));
			assertThat(context).hasSingleBean(ConnectionObservations.class);
			TestServer.of(context).ask("line");
			Awaitility.await().until(() -> duration().count() == 1);
			assertThat(this.meters.getMeters()).extracting(Meter::getId)
				.extracting(Meter.Id::getName)
				.noneMatch((name) -> name.startsWith("uninterruptible.connection") && !name.startsWith(PREFIX));
		});
	}

	@Test
	void nothingIsMeasuredWithoutARegistry() {
		this.runner.withBean("handler", RequestHandler.class, EchoHandler::new)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ConnectionMetrics.class)
				.doesNotHaveBean(ConnectionObservations.class));
	}

	@Test
	void serverWorksWithoutMicrometer() {
		this.runner.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.withBean("handler", RequestHandler.class, EchoHandler::new)
			.run((context) -> assertThat(TestServer.of(context).ask("line")).isEqualTo("line"));
	}

	private static void fail(Socket client) {
		throw new IllegalStateException("broken");
	}

	private ApplicationContextRunner measured(RequestHandler handler) {
		return this.runner.withBean("handler", RequestHandler.class, () -> handler)
			.withBean(MeterRegistry.class, () -> this.meters);
	}

	private double gauge() {
		return this.meters.get(PREFIX + "active").tag("server", "default").gauge().value();
	}

	private double count(String name) {
		return this.meters.get(PREFIX + name).tag("server", "default").counter().count();
	}

	private double rejected(String reason) {
		return this.meters.get(PREFIX + "rejected").tag("server", "default").tag("reason", reason).counter().count();
	}

	private Timer duration() {
		return this.meters.get(PREFIX + "duration").tag("server", "default").timer();
	}

}
