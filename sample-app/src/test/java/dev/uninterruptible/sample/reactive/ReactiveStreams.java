package dev.uninterruptible.sample.reactive;

import java.time.Duration;
import java.util.Map;

import reactor.core.publisher.Flux;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;

/**
 * Server-sent events and a WebSocket echo on the reactive stack.
 */
@RestController
@Configuration(proxyBeanMethods = false)
class ReactiveStreams {

	@GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<Long> events(@RequestParam int count) {
		return Flux.interval(Duration.ofMillis(100)).onBackpressureBuffer().take(count);
	}

	@Bean
	SimpleUrlHandlerMapping echoMapping() {
		WebSocketHandler echo = (session) -> session.send(session.receive().doOnNext(WebSocketMessage::retain));
		return new SimpleUrlHandlerMapping(Map.of("/echo", echo), -1);
	}

}
