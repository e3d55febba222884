package dev.uninterruptible.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;

import dev.uninterruptible.listener.BindAddress;
import dev.uninterruptible.listener.ListenerBindException;
import dev.uninterruptible.listener.ListenerRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link StartFailureReason}.
 */
class StartFailureReasonTests {

	@Test
	void innermostCauseAndBeanAreNamed() {
		assertThat(StartFailureReason.of(new BeanCreationException("outer", "cannot",
				new BeanCreationException("inner", "cannot", new IllegalStateException("no such table")))))
			.isEqualTo("no such table (bean 'inner')");
	}

	@Test
	void causeWithoutMessageIsNamedByItsClass() {
		assertThat(StartFailureReason.of(new IllegalStateException("cannot", new NullPointerException())))
			.isEqualTo("java.lang.NullPointerException");
	}

	@Test
	void propertyIsNamed() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(new MapPropertySource("test", Map.of("uninterruptible.drain-timeout", "5x")));
		ConfigurationPropertySources.attach(environment);
		BindException failure = catchThrowableOfType(BindException.class,
				() -> Binder.get(environment).bind("uninterruptible", UninterruptibleProperties.class));
		assertThat(StartFailureReason.of(new BeanCreationException("server", "cannot", failure))).contains("'x'")
			.endsWith(" (property 'uninterruptible.drain-timeout') (bean 'server')");
	}

	@Test
	void reasonIsOneLine() {
		assertThat(StartFailureReason.of(new IllegalStateException("\nfirst\n\n  second"))).isEqualTo("first second");
	}

	@Test
	void reasonIsNoBook() {
		assertThat(StartFailureReason.of(new IllegalStateException("x".repeat(1_000_000)))).startsWith("xxx")
			.hasSizeLessThan(1100);
	}

	@Test
	void socketOfTheApplicationNamesItsBeanAndTheRemedy() {
		assertThat(StartFailureReason
			.of(new BeanCreationException("legacy", "cannot", new java.net.BindException("Address already in use"))))
			.startsWith("Address already in use (bean 'legacy'); what the application binds itself is not handed over")
			.contains("free port", "uninterruptible.servers");
	}

	@Test
	void portOfAnotherServerIsNamed() {
		assertThat(StartFailureReason.of(new IllegalStateException(
				new PortInUseException(8085, new java.net.BindException("Address already in use")))))
			.startsWith("Port 8085 is already in use; what the application binds itself");
	}

	@Test
	void listenerOfOursIsNamedWithItsAddress() throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			ListenerBindException failure = catchThrowableOfType(ListenerBindException.class,
					() -> new ListenerRegistry().open("server.default",
							BindAddress.Tcp.of("127.0.0.1", taken.getLocalPort()), 1));
			assertThat(StartFailureReason.of(new BeanCreationException("server", "cannot", failure))).isEqualTo(
					"Listener 'server.default' cannot be bound to 127.0.0.1:%s: Address already in use (bean 'server')"
						.formatted(taken.getLocalPort()));
		}
	}

}
