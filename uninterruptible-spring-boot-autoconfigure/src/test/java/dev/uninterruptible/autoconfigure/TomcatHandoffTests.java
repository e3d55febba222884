package dev.uninterruptible.autoconfigure;

import java.util.List;
import java.util.function.Supplier;

import dev.uninterruptible.listener.Listener;
import dev.uninterruptible.listener.ListenerRegistry;
import org.apache.catalina.connector.Connector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyServletManagementContextAutoConfiguration;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebHandoffAutoConfiguration} with connectors that the user chose.
 */
@ExtendWith(OutputCaptureExtension.class)
class TomcatHandoffTests {

	private static final String NOT_HANDED_OVER = "not handed over at a restart";

	private @Nullable ConfigurableApplicationContext context;

	@AfterEach
	void close() {
		if (this.context != null) {
			this.context.close();
		}
	}

	@Test
	void additionalConnectorWithOurProtocolIsAListenerToo(CapturedOutput output) {
		assertThat(listeners((factory) -> factory
			.addAdditionalConnectors(connector("dev.uninterruptible.web.tomcat.HandoffNioProtocol"))))
			.containsExactlyInAnyOrder("web.main", "web.main.2");
		assertThat(output).doesNotContain(NOT_HANDED_OVER);
	}

	@Test
	void additionalConnectorWithAnotherProtocolIsWarnedAbout(CapturedOutput output) {
		assertThat(listeners(
				(factory) -> factory.addAdditionalConnectors(connector(TomcatWebServerFactory.DEFAULT_PROTOCOL))))
			.containsExactly("web.main");
		assertThat(output).containsOnlyOnce(NOT_HANDED_OVER)
			.contains("new Connector(\"dev.uninterruptible.web.tomcat.HandoffNioProtocol\")");
	}

	@Test
	void anotherProtocolOfTheMainConnectorIsWarnedAbout(CapturedOutput output) {
		assertThat(listeners((factory) -> factory.setProtocol("org.apache.coyote.http11.Http11Nio2Protocol")))
			.isEmpty();
		assertThat(output).containsOnlyOnce(NOT_HANDED_OVER);
	}

	private static Connector connector(String protocol) {
		Connector connector = new Connector(protocol);
		connector.setPort(0);
		return connector;
	}

	private List<String> listeners(WebServerFactoryCustomizer<TomcatWebServerFactory> customizer) {
		Supplier<TomcatCustomizer> supplier = () -> customizer::customize;
		ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.SERVLET)
			.properties("server.port=0", "server.address=127.0.0.1")
			.initializers((GenericApplicationContext started) -> started.registerBean(TomcatCustomizer.class, supplier))
			.run();
		this.context = context;
		return context.getBean(ListenerRegistry.class).listeners().stream().map(Listener::name).toList();
	}

	/**
	 * Names the factory's type, which Spring reads from the class.
	 */
	private interface TomcatCustomizer extends WebServerFactoryCustomizer<TomcatWebServerFactory> {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = { JettyServletWebServerAutoConfiguration.class,
			JettyServletManagementContextAutoConfiguration.class })
	static class Application {

	}

}
