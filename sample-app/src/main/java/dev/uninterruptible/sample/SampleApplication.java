package dev.uninterruptible.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import dev.uninterruptible.RequestHandler;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/**
 * An echo server that answers one line a connection, beside a web server with actuator.
 */
@SpringBootApplication
public class SampleApplication {

	/**
	 * Starts the sample.
	 * @param args settings in Spring Boot's form, for example {@code --server.port=8081}
	 */
	public static void main(String[] args) {
		SpringApplication.run(SampleApplication.class, args);
	}

	@Bean
	RequestHandler echo() {
		return SampleApplication::answerOneLine;
	}

	private static void answerOneLine(Socket client) throws IOException {
		String line = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))
			.readLine();
		if (line != null) {
			client.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
		}
	}

}
