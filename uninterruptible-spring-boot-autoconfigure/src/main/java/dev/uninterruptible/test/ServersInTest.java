package dev.uninterruptible.test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.util.ClassUtils;

/**
 * What becomes of the servers in the application context of a test.
 */
enum ServersInTest {

	/**
	 * They are there, and are not started.
	 */
	STOPPED,

	/**
	 * Each is started on a free port of the loopback interface.
	 */
	ON_FREE_PORTS,

	/**
	 * They are started as they are configured.
	 */
	AS_CONFIGURED;

	private static final boolean SPRING_BOOT_TESTS = ClassUtils
		.isPresent("org.springframework.boot.test.context.SpringBootTest", null);

	/**
	 * Return what a test asks for: by {@link AutoConfigureSocketServer}, or else by the
	 * web environment of its {@code @SpringBootTest}.
	 * @param testClass the class of the test
	 */
	static ServersInTest of(Class<?> testClass) {
		if (TestContextAnnotationUtils.hasAnnotation(testClass, AutoConfigureSocketServer.class)) {
			return ON_FREE_PORTS;
		}
		return SPRING_BOOT_TESTS ? SpringBootTests.serversOf(testClass) : STOPPED;
	}

	/**
	 * Loaded only where there is such an annotation.
	 */
	private static final class SpringBootTests {

		static ServersInTest serversOf(Class<?> testClass) {
			SpringBootTest test = TestContextAnnotationUtils.findMergedAnnotation(testClass, SpringBootTest.class);
			WebEnvironment environment = (test != null) ? test.webEnvironment() : WebEnvironment.NONE;
			return switch (environment) {
				case RANDOM_PORT -> ON_FREE_PORTS;
				case DEFINED_PORT -> AS_CONFIGURED;
				case MOCK, NONE -> STOPPED;
			};
		}

	}

}
