package dev.uninterruptible.it;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * A test that has the machine to itself, because it measures time or takes all of the
 * processors. All others run side by side.
 */
@Tag("alone")
@Isolated
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface RunsAlone {

	/**
	 * Why it does not bear company.
	 * @return the reason, as a sentence
	 */
	String value();

}
