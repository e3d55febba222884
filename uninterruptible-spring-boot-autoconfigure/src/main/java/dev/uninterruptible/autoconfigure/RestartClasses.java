package dev.uninterruptible.autoconfigure;

import java.io.IOException;
import java.util.List;

import dev.uninterruptible.RestartEvent;
import dev.uninterruptible.handoff.HandoffRehearsal;
import dev.uninterruptible.listener.Listener;
import dev.uninterruptible.posix.NativeAccess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.util.ClassUtils;

/**
 * Loads what restarts, their failures and the end of this process need, as soon as it
 * serves. Else it would be loaded then: from a jar that may have been overwritten, for
 * that is what people restart for.
 */
final class RestartClasses {

	private static final Logger logger = LoggerFactory.getLogger(RestartClasses.class);

	private static final String PACKAGE = ClassUtils.classPackageAsResourcePath(RestartEvent.class) + "/";

	private static final String CLASSES = "classpath*:" + PACKAGE + "**/*.class";

	private RestartClasses() {
	}

	/**
	 * Load them on a thread of its own.
	 * @param listeners what a restart would hand over
	 * @return the thread
	 */
	static Thread loadInBackground(List<Listener> listeners) {
		return Thread.ofPlatform().daemon().name("uninterruptible-preload").start(() -> {
			try {
				load();
				if (NativeAccess.isSupported()) {
					HandoffRehearsal.run(listeners);
				}
				logger.debug("All is loaded that a restart needs");
			}
			catch (IOException ex) {
				logger.debug("Not all could be loaded that a restart needs", ex);
			}
		});
	}

	private static void load() throws IOException {
		ClassLoader loader = RestartClasses.class.getClassLoader();
		for (Resource resource : new PathMatchingResourcePatternResolver(loader).getResources(CLASSES)) {
			String path = resource.getURL().getPath();
			String name = path.substring(path.lastIndexOf(PACKAGE),
					path.length() - ClassUtils.CLASS_FILE_SUFFIX.length());
			load(ClassUtils.convertResourcePathToClassName(name), loader);
		}
	}

	/**
	 * To ask for the methods links the class, without initializing it.
	 */
	private static void load(String name, ClassLoader loader) {
		try {
			logger.trace("Loaded {} with {} methods", name,
					Class.forName(name, false, loader).getDeclaredMethods().length);
		}
		catch (ClassNotFoundException | LinkageError ex) {
			logger.trace("{} is for what this application does without", name, ex);
		}
	}

}
