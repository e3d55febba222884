package dev.uninterruptible.restart;

import dev.uninterruptible.handoff.DrainingGeneration;
import dev.uninterruptible.handoff.Message.Draining;
import dev.uninterruptible.listener.ConnectionTotals;
import org.jspecify.annotations.Nullable;

/**
 * A process that served before this one and still finishes its connections.
 *
 * @param generation its generation
 * @param pid the process
 * @param activeConnections how many connections it has, {@code null} until it has told
 * @param totals what it has counted since it started, {@code null} until it has told
 */
public record DrainingStatus(int generation, long pid, @Nullable Integer activeConnections,
		@Nullable ConnectionTotals totals) {

	static DrainingStatus of(DrainingGeneration generation, @Nullable Draining told) {
		return new DrainingStatus(generation.generation().number(), generation.generation().pid(),
				(told != null) ? told.activeConnections() : null, (told != null) ? told.totals() : null);
	}

}
