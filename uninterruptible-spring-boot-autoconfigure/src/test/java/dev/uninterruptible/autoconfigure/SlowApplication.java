package dev.uninterruptible.autoconfigure;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.uninterruptible.RequestHandler;
import dev.uninterruptible.restart.RestartCoordinator;
import org.awaitility.Awaitility;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * An application that says how far its start has come, and at one point waits until it is
 * asked to terminate. The argument names the point.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ UninterruptibleAutoConfiguration.class, SocketServerAutoConfiguration.class })
class SlowApplication {

	static final String BEAN = "first bean";

	static final String LIFECYCLE = "lifecycle";

	private static String point = "";

	public static void main(String[] arguments) {
		point = arguments[0];
		new SpringApplicationBuilder(SlowApplication.class).web(WebApplicationType.NONE)
			.properties("uninterruptible.bind-port=0", "uninterruptible.bind-address=127.0.0.1")
			.run();
		say("started");
	}

	private static void say(String text) {
		System.out.println("* " + text);
	}

	@Bean
	AutoCloseable first() throws InterruptedException {
		say(BEAN);
		if (BEAN.equals(point)) {
			CountDownLatch shutdown = new CountDownLatch(1);
			Runtime.getRuntime().addShutdownHook(new Thread(shutdown::countDown));
			say("waits");
			if (!shutdown.await(1, TimeUnit.MINUTES)) {
				say("in vain");
			}
		}
		return () -> say("first bean is closed");
	}

	@Bean
	Object second() {
		say("second bean");
		return "second";
	}

	@Bean
	RequestHandler handler() {
		return new EchoHandler();
	}

	@Bean
	SmartLifecycle lifecycle(RestartCoordinator coordinator) {
		return new SmartLifecycle() {

			private volatile boolean running;

			@Override
			public void start() {
				this.running = true;
				if (LIFECYCLE.equals(point)) {
					say("waits");
					Awaitility.await().until(coordinator::isExiting);
				}
			}

			@Override
			public void stop() {
				this.running = false;
			}

			@Override
			public boolean isRunning() {
				return this.running;
			}

		};
	}

	@Bean
	ApplicationRunner runner() {
		return (arguments) -> say("runner");
	}

}
