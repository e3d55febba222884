package dev.uninterruptible.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.uninterruptible.RequestHandler;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * The RequestHandlers of an application, and which of them serves where.
 */
final class RequestHandlers {

	private static final String DECLARE = "Declare a bean of type dev.uninterruptible.RequestHandler";

	private final ConfigurableListableBeanFactory beans;

	private final Map<String, ServerProperties> servers;

	/**
	 * Create them.
	 * @param beans where they come from
	 * @param servers the configured servers by name
	 */
	RequestHandlers(ConfigurableListableBeanFactory beans, Map<String, ServerProperties> servers) {
		this.beans = beans;
		this.servers = servers;
	}

	/**
	 * Return the names of those that may serve by their type alone.
	 */
	List<String> names() {
		return Stream
			.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beans, RequestHandler.class, true, false))
			.filter(definition(BeanDefinition::isAutowireCandidate, true))
			.toList();
	}

	/**
	 * Return the names of those that no server other than the default one names.
	 */
	List<String> unclaimed() {
		Set<String> claimed = this.servers.entrySet()
			.stream()
			.filter((server) -> !server.getKey().equals(ValidatedServer.DEFAULT))
			.map((server) -> Objects.requireNonNullElse(server.getValue().getHandler(), server.getKey()))
			.collect(Collectors.toSet());
		return names().stream().filter(Predicate.not(claimed::contains)).toList();
	}

	/**
	 * Return the handler with the given name.
	 * @param name the bean's name
	 * @param property the property that tells the name
	 */
	RequestHandler named(String name, String property) {
		if (!this.beans.containsBean(name) || !this.beans.isTypeMatch(name, RequestHandler.class)) {
			throw new ConfigurationException(
					"There is no RequestHandler named '%s', as '%s' has it.".formatted(name, property),
					"%s with the name '%s', or set '%s' to the name of another%s.".formatted(DECLARE, name, property,
							choice()));
		}
		return this.beans.getBean(name, RequestHandler.class);
	}

	private String choice() {
		List<String> names = names();
		return names.isEmpty() ? "" : ": " + String.join(", ", names);
	}

	/**
	 * Return the handler that serves without being named.
	 */
	RequestHandler unnamed() {
		List<String> unclaimed = unclaimed();
		List<String> candidates = unclaimed.isEmpty() ? names() : unclaimed;
		if (candidates.isEmpty()) {
			throw new ConfigurationException(
					"The property 'uninterruptible.bind-port' (or 'uninterruptible.bind') is set, but there is no RequestHandler to serve there.",
					DECLARE + ", or remove the property.");
		}
		return Stream
			.<Predicate<String>>of((name) -> true, definition(BeanDefinition::isFallback, false).negate(),
					definition(BeanDefinition::isPrimary, false), ValidatedServer.DEFAULT::equals)
			.map((choice) -> candidates.stream().filter(choice).toList())
			.filter((chosen) -> chosen.size() == 1)
			.findFirst()
			.map((chosen) -> this.beans.getBean(chosen.getFirst(), RequestHandler.class))
			.orElseThrow(() -> new ConfigurationException(
					"There are several RequestHandlers and no choice between them: %s."
						.formatted(String.join(", ", candidates)),
					"Mark the one that serves on 'uninterruptible.bind-port' as @Primary, name it in 'uninterruptible.handler', or remove the others."));
	}

	/**
	 * A singleton that was registered without a definition is as a bean is by default.
	 */
	private Predicate<String> definition(Predicate<BeanDefinition> property, boolean without) {
		return (name) -> this.beans.containsBeanDefinition(name)
				? property.test(this.beans.getMergedBeanDefinition(name)) : without;
	}

}
