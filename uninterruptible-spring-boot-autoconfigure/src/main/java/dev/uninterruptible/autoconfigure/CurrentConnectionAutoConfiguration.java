package dev.uninterruptible.autoconfigure;

import dev.uninterruptible.CurrentConnection;
import dev.uninterruptible.server.CurrentConnections;
import dev.uninterruptible.server.SocketServer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.util.function.SingletonSupplier;

/**
 * Auto-configuration of the {@link CurrentConnection}, which handlers depend on, so that
 * it is there also where nothing is served.
 */
@AutoConfiguration
public final class CurrentConnectionAutoConfiguration {

	/**
	 * The servers depend on their handlers, which may depend on this.
	 */
	@Bean
	@ConditionalOnMissingBean
	CurrentConnection currentConnection(ObjectProvider<SocketServer> servers) {
		return new CurrentConnections(SingletonSupplier.of(() -> servers.stream().toList()));
	}

}
