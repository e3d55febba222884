package dev.uninterruptible.web.jetty;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.listener.ListenerRegistry;
import dev.uninterruptible.web.HttpConversation;
import dev.uninterruptible.web.WebServerUnderTest;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;

/**
 * A Jetty as Spring Boot makes it, on a listener.
 */
final class JettyServer implements WebServerUnderTest {

	static final String LISTENER = "web.test";

	private static final int TIMEOUT = 10;

	private final ListenerRegistry listeners = new ListenerRegistry();

	private final JettyServletWebServerFactory factory = new JettyServletWebServerFactory();

	private final CountDownLatch arrived = new CountDownLatch(1);

	private final CountDownLatch released = new CountDownLatch(1);

	private @Nullable WebServer server;

	JettyServer() {
		this.factory.setPort(0);
	}

	JettyServletWebServerFactory factory() {
		return this.factory;
	}

	@Override
	public ListenerRegistry listeners() {
		return this.listeners;
	}

	JettyServer start(@Nullable Duration idleTimeout) {
		new JettyListenerCustomizer(this.listeners, LISTENER, idleTimeout).customize(this.factory);
		WebServer server = this.factory.getWebServer(this::addServlets);
		this.server = server;
		server.start();
		return this;
	}

	private void addServlets(ServletContext context) {
		context.addServlet("hello", servlet((response) -> response.getWriter().write("hello"))).addMapping("/hello");
		context.addServlet("test", servlet((response) -> response.getWriter().write("test")))
			.addMapping(WebServerUnderTest.PATH);
		context.addServlet("empty", servlet((response) -> {
		})).addMapping("/empty");
		context.addServlet("gate", servlet((response) -> {
			awaitRelease();
			response.getWriter().write("through");
		})).addMapping("/gate");
		context.addServlet("stream", servlet((response) -> {
			response.getWriter().write("first,");
			response.flushBuffer();
			awaitRelease();
			response.getWriter().write("last");
		})).addMapping("/stream");
	}

	private static HttpServlet servlet(Answer answer) {
		return new HttpServlet() {

			@Override
			protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
				answer.write(response);
			}

		};
	}

	private void awaitRelease() throws IOException {
		try {
			this.arrived.countDown();
			if (!this.released.await(TIMEOUT, TimeUnit.SECONDS)) {
				throw new IOException("Nobody released the request");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Wait until a request for /gate or /stream is in flight.
	 */
	void awaitArrival() throws InterruptedException {
		if (!this.arrived.await(TIMEOUT, TimeUnit.SECONDS)) {
			throw new IllegalStateException("No request has arrived");
		}
	}

	void release() {
		this.released.countDown();
	}

	WebServer server() {
		if (this.server == null) {
			throw new IllegalStateException("The server was not started");
		}
		return this.server;
	}

	Server jetty() {
		return ((JettyWebServer) server()).getServer();
	}

	@Override
	public int port() {
		return server().getPort();
	}

	HttpConversation connect() throws IOException {
		return new HttpConversation(port());
	}

	/**
	 * Drain as a process does that leaves the service to its successor.
	 */
	CompletableFuture<Void> drain() {
		this.listeners.closeWhenEmpty();
		CompletableFuture<Void> drained = drainable().drain();
		this.listeners.close();
		return drained;
	}

	@Override
	public void close() {
		release();
		if (this.server != null) {
			this.server.stop();
			this.server.destroy();
		}
		this.listeners.close();
	}

	/**
	 * Writes a response.
	 */
	private interface Answer {

		void write(HttpServletResponse response) throws IOException;

	}

}
