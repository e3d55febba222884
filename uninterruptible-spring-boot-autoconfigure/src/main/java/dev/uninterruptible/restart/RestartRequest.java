package dev.uninterruptible.restart;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * Somebody wants this process to be replaced.
 *
 * @param trigger what asks
 * @param at when it was asked for
 * @param outcome completes with the outcome, whatever happens
 */
record RestartRequest(String trigger, Instant at, CompletableFuture<RestartOutcome> outcome) {

	static RestartRequest of(String trigger, Instant at) {
		return new RestartRequest(trigger, at, new CompletableFuture<>());
	}

	void refuse(String reason) {
		this.outcome.complete(new RestartOutcome.Refused(reason));
	}

}
