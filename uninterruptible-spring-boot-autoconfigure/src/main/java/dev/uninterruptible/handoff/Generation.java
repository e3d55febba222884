package dev.uninterruptible.handoff;

/**
 * A process of a service by what it is known: its number, and its pid, since numbers come
 * again where one starts cold, and pids where many have started.
 *
 * @param number how many processes the service has had with it, from 1
 * @param pid the process
 */
public record Generation(int number, long pid) {

	@Override
	public String toString() {
		return "generation %s (pid %s)".formatted(this.number, this.pid);
	}

}
