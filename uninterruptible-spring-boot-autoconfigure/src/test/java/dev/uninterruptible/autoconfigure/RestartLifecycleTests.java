package dev.uninterruptible.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import dev.uninterruptible.listener.Acceptor;
import dev.uninterruptible.listener.BindAddress;
import dev.uninterruptible.listener.Listener;
import dev.uninterruptible.listener.ListenerRegistry;
import dev.uninterruptible.posix.Deadline;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RestartLifecycle}.
 */
class RestartLifecycleTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(UninterruptibleAutoConfiguration.class, ApplicationAvailabilityAutoConfiguration.class));

	@Test
	void whoeverIsAcceptedFindsTheApplicationReady() {
		this.runner.run((context) -> {
			List<ReadinessState> found = new ArrayList<>();
			try (Listener listener = context.getBean(ListenerRegistry.class)
				.open("web", BindAddress.Tcp.of(null, 0), 1)) {
				listener.pause();
				listener.acceptBy(new FirstAccepted(
						() -> found.add(context.getBean(ApplicationAvailability.class).getReadinessState())));
				AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
			}
			assertThat(found).containsExactly(ReadinessState.ACCEPTING_TRAFFIC);
		});
	}

	private record FirstAccepted(Runnable accept) implements Acceptor {

		@Override
		public void pause() {
		}

		@Override
		public void pauseWhenEmpty(Deadline deadline) {
		}

		@Override
		public void resume() {
			this.accept.run();
		}

		@Override
		public boolean isOpen() {
			return true;
		}

		@Override
		public void close() {
		}

	}

}
