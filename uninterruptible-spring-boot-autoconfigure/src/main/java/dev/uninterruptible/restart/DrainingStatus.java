package dev.uninterruptible.restart;

import dev.uninterruptible.handoff.DrainingClient;
import org.jspecify.annotations.Nullable;

/**
 * A process that served before this one and still finishes its connections.
 *
 * @param generation its generation
 * @param pid the process
 * @param activeConnections how many connections it has, {@code null} until it has told
 */
public record DrainingStatus(int generation, long pid, @Nullable Integer activeConnections) {

	static DrainingStatus of(DrainingClient client) {
		return new DrainingStatus(client.generation().generation(), client.generation().pid(),
				client.activeConnections());
	}

}
