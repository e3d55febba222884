package dev.uninterruptible.web.jetty;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.web.HttpConversation;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpoint;
import org.eclipse.jetty.ee11.websocket.servlet.WebSocketUpgradeFilter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.jetty.autoconfigure.servlet.WebSocketJettyServletWebServerFactoryCustomizer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * WebSockets on a connector that is drained.
 */
@Timeout(30)
class WebSocketTests {

	private static final int GOING_AWAY = 1001;

	private final JettyServer jetty = new JettyServer();

	private final HttpClient client = HttpClient.newHttpClient();

	@BeforeEach
	void addEndpoint() {
		new WebSocketJettyServletWebServerFactoryCustomizer().customize(this.jetty.factory());
		this.jetty.factory().addInitializers(WebSocketTests::addEndpoint);
	}

	private static void addEndpoint(ServletContext context) {
		context.addFilter("upgrade", new WebSocketUpgradeFilter())
			.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
		context.addListener(new ServletContextListener() {

			@Override
			public void contextInitialized(ServletContextEvent event) {
				try {
					ServerContainer container = (ServerContainer) context.getAttribute(ServerContainer.class.getName());
					Objects.requireNonNull(container).addEndpoint(Echo.class);
				}
				catch (DeploymentException ex) {
					throw new IllegalStateException(ex);
				}
			}

		});
	}

	@AfterEach
	void close() {
		this.client.shutdownNow();
		this.jetty.close();
	}

	@Test
	void webSocketGoesOnWhileDrainingUntilItEnds() throws Exception {
		this.jetty.start(Duration.ofMillis(1));
		Conversation conversation = new Conversation();
		WebSocket socket = connect(conversation);
		try (HttpConversation idle = this.jetty.connect()) {
			idle.get("/hello");
			CompletableFuture<Void> drained = this.jetty.drain();
			assertThat(idle.isClosedByServer()).isTrue();
			socket.sendText("still here", true).get(10, TimeUnit.SECONDS);
			assertThat(conversation.messages.poll(10, TimeUnit.SECONDS)).isEqualTo("still here");
			assertThat(drained).isNotDone();
			socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(10, TimeUnit.SECONDS);
			drained.get(10, TimeUnit.SECONDS);
		}
	}

	@Test
	void closeConnectionsSaysThatTheServerGoesAway() throws Exception {
		this.jetty.start(null);
		Conversation conversation = new Conversation();
		WebSocket socket = connect(conversation);
		socket.sendText("open on both sides", true).get(10, TimeUnit.SECONDS);
		assertThat(conversation.messages.poll(10, TimeUnit.SECONDS)).isEqualTo("open on both sides");
		CompletableFuture<Void> drained = this.jetty.drain();
		this.jetty.drainable().closeConnections();
		assertThat(conversation.closed.get(10, TimeUnit.SECONDS)).isEqualTo(GOING_AWAY);
		drained.get(10, TimeUnit.SECONDS);
		socket.abort();
	}

	private WebSocket connect(Conversation conversation) throws Exception {
		URI uri = URI.create("ws://127.0.0.1:%s/echo".formatted(this.jetty.port()));
		return this.client.newWebSocketBuilder().buildAsync(uri, conversation).get(10, TimeUnit.SECONDS);
	}

	/**
	 * What the server has sent.
	 */
	private static final class Conversation implements WebSocket.Listener {

		private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

		private final CompletableFuture<Integer> closed = new CompletableFuture<>();

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
			this.messages.add(data.toString());
			webSocket.request(1);
			return null;
		}

		@Override
		public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
			this.closed.complete(statusCode);
			return null;
		}

		@Override
		public void onError(WebSocket webSocket, Throwable error) {
			this.closed.completeExceptionally(error);
		}

	}

	/**
	 * Sends back what it gets.
	 */
	@ServerEndpoint("/echo")
	public static class Echo {

		@OnMessage
		public String onMessage(String message) {
			return message;
		}

	}

}
