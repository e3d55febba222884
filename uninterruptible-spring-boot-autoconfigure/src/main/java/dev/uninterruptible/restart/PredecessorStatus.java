package dev.uninterruptible.restart;

/**
 * The process that handed over to this one and has not exited yet.
 *
 * @param pid its process
 * @param generation its generation
 * @param state {@link ProcessState#STANDBY} or {@link ProcessState#DRAINING}
 */
public record PredecessorStatus(long pid, int generation, ProcessState state) {

}
