package dev.uninterruptible.web.netty;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import dev.uninterruptible.listener.Drainable;
import dev.uninterruptible.listener.Listener;
import dev.uninterruptible.listener.ListenerRegistry;
import dev.uninterruptible.web.WebServerUnderTest;
import io.netty.channel.EventLoopGroup;
import org.awaitility.Awaitility;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.resources.LoopResources;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.server.WebServer;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;

/**
 * Spring Boot's Reactor Netty on a listener, and what it answers: the rest of a path
 * below {@code /hello}, the serving thread's name for {@code /thread}, the events that
 * the test emits for {@code /events}, nothing for {@code /wait} until the test says what,
 * and 404 for all else.
 */
final class RunningServer implements WebServerUnderTest {

	static final Duration NO_IDLE_TIMEOUT = Duration.ofHours(1);

	private static final String NAME = "web.main";

	final ListenerRegistry listeners;

	final Sinks.Many<String> events = Sinks.many().replay().all();

	final Sinks.One<String> answer = Sinks.one();

	private final ReactorResourceFactory resources = new ReactorResourceFactory();

	private final NettyListenerCustomizer customizer;

	final WebServer server;

	RunningServer(Transport transport, Duration idleTimeout) throws IOException {
		this(transport, idleTimeout, 0);
	}

	RunningServer(Transport transport, Duration idleTimeout, int port) throws IOException {
		this(transport, idleTimeout, port, new ListenerRegistry(), (server) -> server);
	}

	RunningServer(Transport transport, Duration idleTimeout, int port, ListenerRegistry listeners,
			NettyServerCustomizer serverCustomizer) throws IOException {
		this.listeners = listeners;
		this.resources.setUseGlobalResources(false);
		this.resources.setLoopResourcesSupplier(() -> new OneTransport(transport));
		this.customizer = new NettyListenerCustomizer(this.listeners, NAME, idleTimeout, this.resources);
		NettyReactiveWebServerFactory factory = new NettyReactiveWebServerFactory(port);
		factory.setAddress(InetAddress.getLoopbackAddress());
		Http2 http2 = new Http2();
		http2.setEnabled(true);
		factory.setHttp2(http2);
		factory.setShutdown(Shutdown.GRACEFUL);
		factory.addServerCustomizers(serverCustomizer);
		this.customizer.customize(factory);
		this.server = factory.getWebServer(this::answer);
		try {
			this.server.start();
		}
		catch (RuntimeException ex) {
			stopResources();
			throw ex;
		}
	}

	private Mono<Void> answer(ServerHttpRequest request, ServerHttpResponse response) {
		String path = request.getPath().value();
		if (path.startsWith("/hello/")) {
			return response.writeWith(Mono.just(buffer(response, path.substring("/hello/".length()))));
		}
		return switch (path) {
			case "/thread" -> response.writeWith(Mono.just(buffer(response, Thread.currentThread().getName())));
			case "/wait" -> response.writeWith(this.answer.asMono().map((text) -> buffer(response, text)));
			case "/events" ->
				response.writeAndFlushWith(this.events.asFlux().map((event) -> Flux.just(buffer(response, event))));
			default -> {
				response.setStatusCode(HttpStatus.NOT_FOUND);
				yield response.setComplete();
			}
		};
	}

	private static DataBuffer buffer(ServerHttpResponse response, String text) {
		return response.bufferFactory().wrap(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Wait until a request for {@code /wait} has arrived.
	 */
	void awaitRequest() {
		Awaitility.await().until(() -> this.answer.currentSubscriberCount() > 0);
	}

	@Override
	public ListenerRegistry listeners() {
		return this.listeners;
	}

	Listener listener() {
		return this.listeners.listeners().getFirst();
	}

	Drainable connections() {
		return this.listeners.drainables().getFirst();
	}

	/**
	 * Drain as a process does that leaves the service to another.
	 * @return completes when the last connection has ended
	 */
	CompletableFuture<Void> drain() {
		this.listeners.closeWhenEmpty();
		CompletableFuture<Void> drained = connections().drain();
		this.listeners.close();
		return drained;
	}

	@Override
	public void close() {
		this.server.stop();
		stopResources();
		this.listeners.close();
	}

	private void stopResources() {
		this.customizer.destroy();
		this.resources.setShutdownQuietPeriod(Duration.ZERO);
		this.resources.stop();
	}

	/**
	 * Event loops with epoll or without.
	 */
	private static final class OneTransport implements LoopResources {

		private final LoopResources loops = LoopResources.create("test", 2, true);

		private final Transport transport;

		private OneTransport(Transport transport) {
			this.transport = transport;
		}

		@Override
		public EventLoopGroup onServer(boolean useNative) {
			return this.loops.onServer(this.transport == Transport.EPOLL);
		}

		@Override
		public Mono<Void> disposeLater(Duration quietPeriod, Duration timeout) {
			return this.loops.disposeLater(quietPeriod, timeout);
		}

	}

}
