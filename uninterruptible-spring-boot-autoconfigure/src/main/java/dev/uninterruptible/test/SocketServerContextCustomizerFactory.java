package dev.uninterruptible.test;

import java.util.List;

import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;

/**
 * Keeps restarts out of all application contexts of tests, and has each start its servers
 * as the test says.
 */
class SocketServerContextCustomizerFactory implements ContextCustomizerFactory {

	@Override
	public ContextCustomizer createContextCustomizer(Class<?> testClass,
			List<ContextConfigurationAttributes> attributes) {
		return new SocketServerContextCustomizer(ServersInTest.of(testClass));
	}

}
