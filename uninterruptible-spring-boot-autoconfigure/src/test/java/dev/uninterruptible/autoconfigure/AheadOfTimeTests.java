package dev.uninterruptible.autoconfigure;

import java.util.Map;

import dev.uninterruptible.RequestHandler;
import dev.uninterruptible.server.SocketServer;
import org.junit.jupiter.api.Test;

import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an application is served as before once it was processed ahead of time.
 */
class AheadOfTimeTests {

	private static final Map<String, Object> PROPERTIES = Map.of("uninterruptible.bind", "tcp://127.0.0.1:0",
			"uninterruptible.servers.other.bind", "tcp://127.0.0.1:0", "uninterruptible.servers.other.handler",
			"handler");

	@CompileWithForkedClassLoader
	@Test
	void serversAnswerWhoseDefinitionsWereWrittenDown() {
		TestGenerationContext generation = new TestGenerationContext();
		AnnotationConfigApplicationContext source = new AnnotationConfigApplicationContext();
		withProperties(source).register(Application.class);
		ClassName initializer = new ApplicationContextAotGenerator().processAheadOfTime(source, generation);
		generation.writeGeneratedContent();
		TestCompiler.forSystem().with(generation).compile((compiled) -> {
			try (GenericApplicationContext context = withProperties(new GenericApplicationContext())) {
				initialize(context, compiled.getInstance(ApplicationContextInitializer.class, initializer.toString()));
				context.refresh();
				assertThat(context.getBeansOfType(SocketServer.class)).containsOnlyKeys("defaultSocketServer",
						"otherSocketServer");
				assertThat(TestServer.of(context).ask("line")).isEqualTo("line");
			}
		});
	}

	@SuppressWarnings("unchecked")
	private static void initialize(GenericApplicationContext context, ApplicationContextInitializer<?> initializer) {
		((ApplicationContextInitializer<GenericApplicationContext>) initializer).initialize(context);
	}

	private static <C extends GenericApplicationContext> C withProperties(C context) {
		context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", PROPERTIES));
		return context;
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ UninterruptibleAutoConfiguration.class, SocketServerAutoConfiguration.class,
			ApplicationAvailabilityAutoConfiguration.class })
	static class Application {

		@Bean
		RequestHandler handler() {
			return new EchoHandler();
		}

	}

}
