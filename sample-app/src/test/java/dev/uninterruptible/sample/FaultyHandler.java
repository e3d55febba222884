package dev.uninterruptible.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

import dev.uninterruptible.RequestHandler;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.stereotype.Component;

/**
 * Replaces the handler of the sample by one that can be asked not to return, or to throw
 * an error. A bean of the generations that are {@linkplain StartScript#startGated started
 * with the test's classes}, but not of the application contexts of tests.
 */
@Component
@TestComponent
class FaultyHandler implements BeanPostProcessor {

	static final String NEVER_RETURN = "never return";

	static final String THROW_ERROR = "throw an error";

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		return (bean instanceof RequestHandler) ? (RequestHandler) FaultyHandler::handle : bean;
	}

	private static void handle(Socket client) throws IOException {
		String line = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))
			.readLine();
		switch (line) {
			case NEVER_RETURN -> waitForever();
			case THROW_ERROR -> throw new StackOverflowError("asked for");
			case null -> {
			}
			default -> client.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
		}
	}

	private static void waitForever() {
		CountDownLatch never = new CountDownLatch(1);
		while (never.getCount() > 0) {
			try {
				never.await();
			}
			catch (InterruptedException ex) {
				// It does not return for that either
			}
		}
	}

}
