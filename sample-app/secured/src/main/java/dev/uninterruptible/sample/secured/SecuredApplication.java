package dev.uninterruptible.sample.secured;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * An application with a web server, Actuator and Spring Security.
 */
@SpringBootApplication
public class SecuredApplication {

	/**
	 * Starts the sample.
	 * @param args settings in Spring Boot's form
	 */
	public static void main(String[] args) {
		SpringApplication.run(SecuredApplication.class, args);
	}

}
