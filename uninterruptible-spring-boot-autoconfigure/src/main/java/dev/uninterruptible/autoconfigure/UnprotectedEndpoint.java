package dev.uninterruptible.autoconfigure;

import java.net.InetAddress;
import java.net.UnknownHostException;

import dev.uninterruptible.actuate.UninterruptibleEndpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Warns once where everybody who reaches the management port may restart the server. Used
 * where the {@link UninterruptibleEndpoint} is exposed over HTTP and there is no Spring
 * Security.
 */
class UnprotectedEndpoint implements ApplicationListener<ApplicationReadyEvent> {

	private static final Logger logger = LoggerFactory.getLogger(UnprotectedEndpoint.class);

	private static final EndpointId ENDPOINT = EndpointId.of("uninterruptible");

	private final EndpointAccessResolver access;

	private final Environment environment;

	UnprotectedEndpoint(EndpointAccessResolver access, Environment environment) {
		this.access = access;
		this.environment = environment;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		if (this.access.accessFor(ENDPOINT, Access.READ_ONLY) == Access.UNRESTRICTED && !isLocal(address())) {
			logger.warn(
					"Everybody who can connect to the management port may restart this server: the endpoint '{}' is exposed, its access is unrestricted, and there is no Spring Security. Protect it, set 'management.server.address' to 127.0.0.1, or leave the access as it is by default and restart by USR1",
					ENDPOINT);
		}
	}

	/**
	 * Return the address that the management port is bound to, blank for all.
	 */
	private String address() {
		String own = this.environment.getProperty("management.server.address", "");
		return (StringUtils.hasText(own) || StringUtils.hasText(this.environment.getProperty("management.server.port")))
				? own : this.environment.getProperty("server.address", "");
	}

	private static boolean isLocal(String address) {
		try {
			return StringUtils.hasText(address) && InetAddress.getByName(address).isLoopbackAddress();
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

}
