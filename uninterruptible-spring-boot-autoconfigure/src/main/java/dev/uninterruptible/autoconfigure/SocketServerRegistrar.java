package dev.uninterruptible.autoconfigure;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.uninterruptible.server.SocketServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.util.StringUtils;

/**
 * Registers a {@link SocketServer} bean for each server that is configured, named
 * {@code <server>SocketServer}. The server named {@code default} is one of them if it has
 * an address, or if there is a handler and no other server.
 */
class SocketServerRegistrar implements ImportBeanDefinitionRegistrar {

	private static final Logger logger = LoggerFactory.getLogger(SocketServerRegistrar.class);

	static final String FACTORY = "uninterruptibleSocketServerFactory";

	private static final String PREFIX = ValidatedServer.prefix(ValidatedServer.DEFAULT);

	private static final String ADDRESS = PREFIX + "bind";

	private static final String PORT = PREFIX + "bind-port";

	private final Environment environment;

	private final ConfigurableListableBeanFactory beans;

	SocketServerRegistrar(Environment environment, BeanFactory beans) {
		this.environment = environment;
		this.beans = (ConfigurableListableBeanFactory) beans;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
		for (String name : names()) {
			registry.registerBeanDefinition(name + "SocketServer", definition(name));
		}
	}

	/**
	 * Ahead-of-time processing writes a factory method down, but no instance supplier.
	 */
	private static BeanDefinition definition(String name) {
		RootBeanDefinition definition = new RootBeanDefinition(SocketServer.class);
		definition.setFactoryBeanName(FACTORY);
		definition.setFactoryMethodName("create");
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
		return definition;
	}

	private Set<String> names() {
		Map<String, ServerProperties> servers = Binder.get(this.environment)
			.bind(UninterruptibleProperties.PREFIX + ".servers", Bindable.mapOf(String.class, ServerProperties.class))
			.orElseGet(Map::of);
		Set<String> names = new LinkedHashSet<>();
		List<String> unclaimed = new RequestHandlers(this.beans, servers).unclaimed();
		if (isSet(PORT) || isSet(ADDRESS) || (servers.isEmpty() && !unclaimed.isEmpty())) {
			names.add(ValidatedServer.DEFAULT);
		}
		names.addAll(servers.keySet());
		if (!names.isEmpty() && !names.contains(ValidatedServer.DEFAULT) && !unclaimed.isEmpty()) {
			logger.warn(
					"No server is served by the RequestHandlers {}: no server names them, and the default server has no '{}'",
					unclaimed, PORT);
		}
		return names;
	}

	private boolean isSet(String property) {
		return StringUtils.hasText(this.environment.getProperty(property));
	}

}
