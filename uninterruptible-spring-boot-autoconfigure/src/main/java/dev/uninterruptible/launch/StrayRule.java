package dev.uninterruptible.launch;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Tells by what everybody may know whether an orphan comes from a start command. It is
 * for those whose environment does not tell: it cannot be read, as that of a program with
 * file capabilities, or it was emptied or overwritten.
 *
 * <p>
 * Such a process is signalled only if all of this holds, and is left alone otherwise:
 * <ul>
 * <li>it started since the launch, runs for the same real user, and is in the session and
 * in the process group of this process, as the start command was (what a person starts in
 * the same terminal has a group of its own);</li>
 * <li>it ignores USR1, which the shell of the start command had it ignore, and which this
 * process, handling the signal, passes on to none of its own children;</li>
 * <li>its parent is whoever adopts orphans here: the first process, or an ancestor of
 * this process; and that parent does not itself ignore USR1, which would be inherited
 * from it;</li>
 * <li>nobody else in that group handles USR1, who might be another server that launches a
 * successor at the same time. The ancestors of this process are no such servers: those
 * that were have been replaced.</li>
 * </ul>
 * A child of the successor's own JVM does not ignore USR1. It is found as long as its
 * parent lives, and was remembered if it was seen then.
 *
 * @param self this process
 * @param pid its pid
 * @param since when the start command was launched
 */
record StrayRule(ProcessEntry self, long pid, long since) {

	private static final long FIRST_PROCESS = 1;

	/**
	 * Return the rule for what is launched now.
	 * @return the rule, empty where the system tells too little
	 */
	static Optional<StrayRule> ofThisMoment() {
		long pid = ProcessHandle.current().pid();
		return ProcessEntry.of(pid)
			.flatMap((self) -> ProcessEntry.now().map((since) -> new StrayRule(self, pid, since)));
	}

	/**
	 * Return whether a process may come from the start command by what it is itself.
	 */
	boolean isCandidate(ProcessEntry process) {
		return process.startTime() >= this.since && process.user() == this.self.user() && isInGroup(process)
				&& process.ignoresUsr1();
	}

	/**
	 * Return those that come from the start command by all that is around them, too.
	 * @param candidates the pids of the candidates
	 * @param processes all processes that are not known to be of the launch, by pid
	 * @return the pids of the orphans
	 */
	Set<Long> orphans(Set<Long> candidates, Map<Long, ProcessEntry> processes) {
		Set<Long> ancestors = ancestors(processes);
		boolean ambiguous = processes.entrySet()
			.stream()
			.filter((other) -> other.getKey() != this.pid && !ancestors.contains(other.getKey()))
			.anyMatch((other) -> isInGroup(other.getValue()) && other.getValue().handlesUsr1());
		return ambiguous ? Set.of()
				: candidates.stream()
					.filter((candidate) -> isAdopted(processes.get(candidate), ancestors, processes))
					.collect(Collectors.toSet());
	}

	private boolean isInGroup(ProcessEntry process) {
		return process.session() == this.self.session() && process.group() == this.self.group();
	}

	private static boolean isAdopted(@Nullable ProcessEntry process, Set<Long> ancestors,
			Map<Long, ProcessEntry> processes) {
		ProcessEntry parent = (process != null) ? processes.get(process.parent()) : null;
		return process != null && parent != null && ancestors.contains(process.parent()) && !parent.ignoresUsr1();
	}

	private Set<Long> ancestors(Map<Long, ProcessEntry> processes) {
		Set<Long> ancestors = new HashSet<>();
		if (this.pid != FIRST_PROCESS) {
			ancestors.add(FIRST_PROCESS);
		}
		ProcessEntry process = processes.get(this.pid);
		while (process != null && processes.containsKey(process.parent()) && ancestors.add(process.parent())) {
			process = processes.get(process.parent());
		}
		return ancestors;
	}

}
