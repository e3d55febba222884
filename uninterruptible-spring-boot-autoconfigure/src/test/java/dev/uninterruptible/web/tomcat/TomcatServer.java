package dev.uninterruptible.web.tomcat;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;

import dev.uninterruptible.listener.ListenerRegistry;
import dev.uninterruptible.web.WebServerUnderTest;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.WebServer;
import org.springframework.test.util.ReflectionTestUtils;

/**
 * A Tomcat as Spring Boot makes it, on a listener.
 */
final class TomcatServer implements WebServerUnderTest {

	private final ListenerRegistry listeners = new ListenerRegistry();

	private final WebServer server;

	TomcatServer(@Nullable Duration idleTimeout) {
		TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
		Http2 http2 = new Http2();
		http2.setEnabled(true);
		factory.setHttp2(http2);
		new TomcatListenerCustomizer(this.listeners, "web.test", idleTimeout).customize(factory);
		this.server = factory.getWebServer(TomcatServer::addServlet);
		this.server.start();
	}

	private static void addServlet(ServletContext context) {
		context.addServlet("test", new HttpServlet() {

			@Override
			protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
				response.getWriter().write("test");
			}

		}).addMapping(PATH);
	}

	AbstractHttp11Protocol<?> protocol() {
		return (AbstractHttp11Protocol<?>) ((TomcatWebServer) this.server).getTomcat()
			.getConnector()
			.getProtocolHandler();
	}

	/**
	 * Return its only connection.
	 */
	NioSocketWrapper connection() {
		NioEndpoint endpoint = ReflectionTestUtils.invokeMethod(protocol(), "endpoint");
		return (NioSocketWrapper) Objects.requireNonNull(endpoint).getConnections().iterator().next();
	}

	@Override
	public ListenerRegistry listeners() {
		return this.listeners;
	}

	@Override
	public void close() {
		this.server.stop();
		this.server.destroy();
		this.listeners.close();
	}

}
