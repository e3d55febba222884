package dev.uninterruptible.autoconfigure;

import java.util.HashMap;
import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Puts {@code uninterruptible.log-path} and {@code uninterruptible.log-level} onto Spring
 * Boot's own logging, unless that is configured itself.
 */
class LoggingEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	private static final String SOURCE = "uninterruptible.log-path and uninterruptible.log-level";

	/**
	 * After the configuration files have been read.
	 */
	@Override
	public int getOrder() {
		return ConfigDataEnvironmentPostProcessor.ORDER + 1;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		Map<String, Object> logging = new HashMap<>();
		copy(environment, "uninterruptible.log-path", logging, "logging.file.name");
		copy(environment, "uninterruptible.log-level", logging, "logging.level.dev.uninterruptible");
		if (!logging.isEmpty()) {
			environment.getPropertySources().addLast(new MapPropertySource(SOURCE, logging));
		}
	}

	private static void copy(ConfigurableEnvironment environment, String from, Map<String, Object> target, String to) {
		String value = environment.getProperty(from);
		if (value != null) {
			target.put(to, value);
		}
	}

}
