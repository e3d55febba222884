package dev.uninterruptible.sample.servlet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.ServletContext;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;

import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Server-sent events and a WebSocket echo on the servlet stack.
 */
@RestController
@Configuration(proxyBeanMethods = false)
class ServletStreams {

	@GetMapping("/events")
	SseEmitter events(@RequestParam int count) {
		SseEmitter emitter = new SseEmitter(0L);
		sendLater(emitter, 0, count);
		return emitter;
	}

	private static void sendLater(SseEmitter emitter, int number, int count) {
		Executor later = CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS);
		later.execute(() -> {
			try {
				emitter.send(number);
				if (number + 1 < count) {
					sendLater(emitter, number + 1, count);
				}
				else {
					emitter.complete();
				}
			}
			catch (IOException ex) {
				emitter.completeWithError(ex);
			}
		});
	}

	@Bean
	ServletContextInitializer echoEndpoint() {
		return (context) -> context.addListener(new WebSocketRegistration());
	}

	/**
	 * Once the container's own WebSocket support is there.
	 */
	private static final class WebSocketRegistration implements jakarta.servlet.ServletContextListener {

		@Override
		public void contextInitialized(jakarta.servlet.ServletContextEvent event) {
			ServletContext context = event.getServletContext();
			ServerContainer container = (ServerContainer) context.getAttribute(ServerContainer.class.getName());
			try {
				container.addEndpoint(ServerEndpointConfig.Builder.create(EchoEndpoint.class, "/echo").build());
			}
			catch (DeploymentException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	/**
	 * Sends each message back.
	 */
	public static final class EchoEndpoint extends Endpoint {

		@Override
		public void onOpen(Session session, EndpointConfig config) {
			session.addMessageHandler(new MessageHandler.Whole<String>() {

				@Override
				public void onMessage(String message) {
					try {
						session.getBasicRemote().sendText(message);
					}
					catch (IOException ex) {
						throw new UncheckedIOException(ex);
					}
				}

			});
		}

	}

}
