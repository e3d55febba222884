package dev.uninterruptible.autoconfigure;

import org.springframework.boot.SpringApplication;
import org.springframework.core.env.Environment;

/**
 * What tells this application from others that have the same handoff path.
 *
 * @param value the name, empty if there is nothing to tell it by
 */
record ApplicationIdentity(String value) {

	static ApplicationIdentity of(SpringApplication application, Environment environment) {
		Class<?> main = application.getMainApplicationClass();
		String name = environment.getProperty("spring.application.name", "");
		String known = (main != null) ? (name + " " + main.getName()).strip() : "";
		return new ApplicationIdentity(environment.getProperty("uninterruptible.handoff.application", known));
	}

}
