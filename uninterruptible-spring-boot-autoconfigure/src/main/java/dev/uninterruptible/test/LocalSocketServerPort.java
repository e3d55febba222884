package dev.uninterruptible.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.beans.factory.annotation.Value;

/**
 * Injects the port that the {@code SocketServer} listens on into a field, or a parameter
 * of a test: the port of the server named {@code default}, or of the only one. It is
 * known once the application context has started, as {@code ${local.socket-server.port}}.
 * Where there are several servers, the port of each is
 * {@code ${local.socket-server.<name>.port}}.
 */
@Target({ ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Value("${local.socket-server.port}")
public @interface LocalSocketServerPort {

}
