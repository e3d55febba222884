package dev.uninterruptible.compatibility;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Ends the start where a {@link Requirement} is not met, and otherwise passes all events
 * on to the listener of the library itself. It is the first class of the library that
 * Spring Boot loads.
 */
class CompatibilityListener implements GenericApplicationListener {

	private static final String LISTENER = "dev.uninterruptible.autoconfigure.UninterruptibleApplicationListener";

	private final String java;

	private final String springBoot;

	private final @Nullable GenericApplicationListener listener;

	CompatibilityListener() {
		this(System.getProperty("java.version"), SpringBootVersion.getVersion());
	}

	CompatibilityListener(String java, String springBoot) {
		this.java = java;
		this.springBoot = springBoot;
		this.listener = Requirement.JAVA.isMetBy(java) ? load() : null;
	}

	private static GenericApplicationListener load() {
		ClassLoader loader = CompatibilityListener.class.getClassLoader();
		return (GenericApplicationListener) BeanUtils.instantiateClass(ClassUtils.resolveClassName(LISTENER, loader));
	}

	/**
	 * On a Java that is too old, before Spring Boot loads any other class of the library.
	 */
	@Override
	public int getOrder() {
		return (this.listener != null) ? this.listener.getOrder() : Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public boolean supportsEventType(ResolvableType eventType) {
		return (this.listener != null) ? this.listener.supportsEventType(eventType)
				: eventType.isAssignableFrom(ApplicationEnvironmentPreparedEvent.class);
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		if (event instanceof ApplicationEnvironmentPreparedEvent prepared) {
			Requirement.JAVA.check(this.java);
			checkSpringBoot(prepared.getEnvironment());
		}
		if (this.listener != null) {
			this.listener.onApplicationEvent(event);
		}
	}

	private void checkSpringBoot(Environment environment) {
		if (environment.getProperty("uninterruptible.enabled", Boolean.class, true)
				&& environment.getProperty(Requirement.VERIFIER, Boolean.class, true)) {
			Requirement.SPRING_BOOT.check(this.springBoot);
		}
	}

}
