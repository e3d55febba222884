package dev.uninterruptible.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * Has a {@code @SpringBootTest} start the {@code SocketServer} on a free port of the
 * loopback interface, whatever address is configured, and each further server that is
 * configured on another one. Where the test names the classes of its application context,
 * nothing else is auto-configured.
 *
 * @see LocalSocketServerPort
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration
public @interface AutoConfigureSocketServer {

}
