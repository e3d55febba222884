package dev.uninterruptible.test;

import java.util.List;

import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/**
 * Keeps the process out of all application contexts of tests, and the servers of those
 * with {@link AutoConfigureSocketServer} off the configured addresses.
 */
class SocketServerContextCustomizerFactory implements ContextCustomizerFactory {

	@Override
	public ContextCustomizer createContextCustomizer(Class<?> testClass,
			List<ContextConfigurationAttributes> attributes) {
		return new SocketServerContextCustomizer(
				TestContextAnnotationUtils.hasAnnotation(testClass, AutoConfigureSocketServer.class));
	}

}
