package dev.uninterruptible.web.netty;

import reactor.netty.resources.LoopResources;

import org.springframework.http.client.ReactorResourceFactory;

/**
 * Spring Boot's resources for a server whose channel is a listener's. Their lifecycle
 * stays with the original.
 */
final class HandoffResourceFactory extends ReactorResourceFactory {

	private final ReactorResourceFactory original;

	private final ListenerBinding binding;

	HandoffResourceFactory(ReactorResourceFactory original, ListenerBinding binding) {
		this.original = original;
		this.binding = binding;
	}

	@Override
	public LoopResources getLoopResources() {
		return new HandoffLoopResources(this.original.getLoopResources(), this.binding);
	}

}
