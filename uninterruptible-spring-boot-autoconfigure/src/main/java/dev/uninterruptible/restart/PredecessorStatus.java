package dev.uninterruptible.restart;

import dev.uninterruptible.handoff.Generation;

/**
 * The process that handed over to this one and has not exited yet.
 *
 * @param generation its generation
 * @param pid its process
 * @param state {@link ProcessState#STANDBY} or {@link ProcessState#DRAINING}
 */
public record PredecessorStatus(int generation, long pid, ProcessState state) {

	static PredecessorStatus of(Generation generation, ProcessState state) {
		return new PredecessorStatus(generation.number(), generation.pid(), state);
	}

}
