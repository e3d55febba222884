package dev.uninterruptible.benchmark;

import java.util.Map;

import dev.uninterruptible.RequestHandler;
import dev.uninterruptible.listener.ListenerRegistry;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;

/**
 * The SocketServer of an application that has Actuator and a Prometheus registry, as the
 * auto-configuration makes it: each connection is measured, observed, and put into the
 * MDC.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class ObservedSocketServer {

	static int start() {
		return new SpringApplicationBuilder(ObservedSocketServer.class).web(WebApplicationType.NONE)
			.logStartupInfo(false)
			.properties(Map.of("uninterruptible.bind-address", "127.0.0.1", "uninterruptible.bind-port", "0",
					"uninterruptible.backlog", Contestant.BACKLOG, "spring.main.banner-mode", "off",
					"logging.level.root", "warn", "logging.threshold.console", "warn"))
			.run()
			.getBean(ListenerRegistry.class)
			.listeners()
			.getFirst()
			.address()
			.getPort();
	}

	@Bean
	RequestHandler echo() {
		return Echo::echo;
	}

}
