package dev.uninterruptible.autoconfigure;

import java.net.Socket;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.RequestHandler;
import dev.uninterruptible.actuate.ConnectionObservationContext;
import dev.uninterruptible.actuate.ConnectionObservationConvention;
import dev.uninterruptible.actuate.ConnectionObservations;
import dev.uninterruptible.actuate.DefaultConnectionObservationConvention;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.observation.MeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.propagation.Propagator;
import io.micrometer.tracing.test.simple.SimpleSpan;
import io.micrometer.tracing.test.simple.SimpleTracer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionObservations}, as they are auto-configured.
 */
class ConnectionObservationsTests {

	private static final String NAME = "uninterruptible.connection";

	private final TestObservationRegistry observations = TestObservationRegistry.create();

	private final BlockingQueue<Observation> current = new LinkedBlockingQueue<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(UninterruptibleAutoConfiguration.class,
				SocketServerAutoConfiguration.class, UninterruptibleEndpointAutoConfiguration.class))
		.withPropertyValues("uninterruptible.bind-address=127.0.0.1", "uninterruptible.bind-port=0");

	@Test
	void handlerRunsWithinTheObservationOfItsConnection() {
		observed(this::remember).run((context) -> {
			String client = ask(context);
			Observation observation = this.current.poll(10, TimeUnit.SECONDS);
			assertThat(observation).isNotNull();
			Awaitility.await()
				.untilAsserted(() -> TestObservationRegistryAssert.assertThat(this.observations)
					.hasObservationWithNameEqualTo(NAME)
					.that()
					.hasBeenStarted()
					.hasBeenStopped()
					.hasContextualNameEqualTo("connection to default")
					.hasLowCardinalityKeyValue("server", "default")
					.hasLowCardinalityKeyValue("outcome", "SUCCESS")
					.hasHighCardinalityKeyValue("client", client)
					.doesNotHaveError());
		});
	}

	@Test
	void failureIsThatOfTheObservation() {
		observed((client) -> {
			throw new IllegalStateException("broken");
		}).run((context) -> {
			TestServer.of(context).ask("line");
			Awaitility.await()
				.untilAsserted(() -> TestObservationRegistryAssert.assertThat(this.observations)
					.hasObservationWithNameEqualTo(NAME)
					.that()
					.hasBeenStopped()
					.hasLowCardinalityKeyValue("outcome", "ERROR")
					.hasError());
		});
	}

	@Test
	void conventionOfTheApplicationIsPreferred() {
		observed(new EchoHandler()).withBean(ConnectionObservationConvention.class, OtherConvention::new)
			.run((context) -> {
				TestServer.of(context).ask("line");
				Awaitility.await()
					.untilAsserted(() -> TestObservationRegistryAssert.assertThat(this.observations)
						.hasObservationWithNameEqualTo("other")
						.that()
						.hasBeenStopped());
			});
	}

	@Test
	void nothingIsObservedByARegistryThatNobodyHandles() {
		this.runner.withBean(ObservationRegistry.class, ObservationRegistry::create)
			.withBean(RequestHandler.class, () -> this::remember)
			.run((context) -> {
				assertThat(TestServer.of(context).ask("line")).isEqualTo("line");
				assertThat(this.current).isEmpty();
			});
	}

	@Test
	void nothingIsObservedByHandlersThatOnlyMeasure() {
		observed(this::remember)
			.withBean(MeterObservationHandler.class,
					() -> new DefaultMeterObservationHandler(new SimpleMeterRegistry()))
			.run((context) -> {
				assertThat(TestServer.of(context).ask("line")).isEqualTo("line");
				assertThat(this.current).isEmpty();
				assertThat(context).doesNotHaveBean(ConnectionObservations.class);
			});
	}

	@Test
	void connectionIsASpanInWhichTheHandlerRuns() {
		SimpleTracer tracer = new SimpleTracer();
		ObservationRegistry traced = ObservationRegistry.create();
		traced.observationConfig()
			.observationHandler(new PropagatingReceiverTracingObservationHandler<>(tracer, new NothingSent(tracer)));
		BlockingQueue<String> spans = new LinkedBlockingQueue<>();
		this.runner.withBean(ObservationRegistry.class, () -> traced)
			.withBean(RequestHandler.class, () -> (client) -> spans.add(id(tracer.currentSpan())))
			.run((context) -> {
				TestServer.of(context).ask("line");
				Awaitility.await().until(() -> tracer.getSpans().stream().anyMatch((span) -> hasEnded(span)));
				SimpleSpan span = tracer.onlySpan();
				assertThat(spans.poll(10, TimeUnit.SECONDS)).isEqualTo(id(span));
				assertThat(span.getKind()).isEqualTo(Span.Kind.SERVER);
				assertThat(span.getName()).isEqualTo("connection to default");
				assertThat(span.getTags()).containsEntry("server", "default").containsKey("client");
			});
	}

	/**
	 * As {@code onlySpan()} asks.
	 */
	private static boolean hasEnded(SimpleSpan span) {
		return span.getEndTimestamp().toEpochMilli() > 0;
	}

	private static String id(@Nullable Span span) {
		return (span != null) ? span.context().spanId() : "none";
	}

	private void remember(Socket client) throws Exception {
		Observation observation = this.observations.getCurrentObservation();
		if (observation != null) {
			this.current.add(observation);
		}
		new EchoHandler().handleRequest(client);
	}

	private static String ask(ApplicationContext context) throws Exception {
		TestServer server = TestServer.of(context);
		try (Socket client = server.connect()) {
			assertThat(server.ask(client, "line")).isEqualTo("line");
			return "127.0.0.1:" + client.getLocalPort();
		}
	}

	private ApplicationContextRunner observed(RequestHandler handler) {
		return this.runner.withBean(ObservationRegistry.class, () -> this.observations)
			.withBean(RequestHandler.class, () -> handler);
	}

	/**
	 * Finds out that a client has sent nothing of a trace.
	 */
	record NothingSent(SimpleTracer tracer) implements Propagator {

		@Override
		public List<String> fields() {
			return List.of("traceparent");
		}

		@Override
		public <C> void inject(TraceContext context, @Nullable C carrier, Setter<C> setter) {
		}

		@Override
		public <C> Span.Builder extract(@Nullable C carrier, Getter<C> getter) {
			assertThat(getter.get(Objects.requireNonNull(carrier), "traceparent")).isNull();
			return this.tracer.spanBuilder();
		}

	}

	static class OtherConvention extends DefaultConnectionObservationConvention {

		@Override
		public String getName() {
			return "other";
		}

		@Override
		public String getContextualName(ConnectionObservationContext context) {
			return "other";
		}

	}

}
