package dev.uninterruptible.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.uninterruptible.handoff.HandoffAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A launched process and all that it started. What outlived its parent is found too: what
 * was seen as a descendant is remembered; on Linux, the token of the launch in its
 * environment gives it away, and where its environment does not tell, the
 * {@link StrayRule}. It never throws: what cannot be found out is left out.
 */
final class ProcessTree {

	private static final Logger logger = LoggerFactory.getLogger(ProcessTree.class);

	private static final String TOKEN = HandoffAddress.TOKEN_VARIABLE + "=";

	private final Set<ProcessHandle> members = new LinkedHashSet<>();

	private final String mark;

	private final @Nullable StrayRule rule;

	private final Function<ProcessHandle, String> environment;

	/**
	 * Create a tree.
	 * @param root the process that was launched
	 * @param address what it was given in its environment
	 * @param rule tells what comes from the launch where the environment does not,
	 * {@code null} if nothing can
	 */
	ProcessTree(ProcessHandle root, HandoffAddress address, @Nullable StrayRule rule) {
		this(root, address, rule, ProcessTree::environment);
	}

	ProcessTree(ProcessHandle root, HandoffAddress address, @Nullable StrayRule rule,
			Function<ProcessHandle, String> environment) {
		this.members.add(root);
		this.mark = TOKEN + address.token();
		this.rule = rule;
		this.environment = environment;
	}

	/**
	 * Return the processes that run now.
	 */
	synchronized List<ProcessHandle> processes() {
		observe();
		try {
			this.members.addAll(strays());
		}
		catch (RuntimeException | Error ex) {
			logger.debug("What outlived its parent could not be looked for", ex);
		}
		return observe();
	}

	/**
	 * Remember the descendants that there are now.
	 * @return the processes that are known and run, the launched one first
	 */
	synchronized List<ProcessHandle> observe() {
		this.members.removeIf((process) -> !isRunning(process));
		Set<ProcessHandle> covered = new LinkedHashSet<>();
		for (ProcessHandle member : List.copyOf(this.members)) {
			if (!covered.contains(member)) {
				covered.addAll(descendants(member));
			}
		}
		this.members.addAll(covered);
		return List.copyOf(this.members);
	}

	/**
	 * A zombie has ended: whoever adopted it, say, the first process of a container, may
	 * be late to reap it, or never do.
	 */
	static boolean isRunning(ProcessHandle process) {
		try {
			return process.isAlive() && !ProcessEntry.of(process.pid()).map(ProcessEntry::hasEnded).orElse(false);
		}
		catch (RuntimeException | Error ex) {
			logger.debug("Whether a process runs could not be found out", ex);
			return false;
		}
	}

	private static Collection<ProcessHandle> descendants(ProcessHandle process) {
		try (Stream<ProcessHandle> descendants = process.descendants()) {
			return descendants.filter(ProcessTree::isRunning).toList();
		}
		catch (RuntimeException | Error ex) {
			logger.debug("The descendants of a process could not be listed", ex);
			return List.of();
		}
	}

	private Collection<ProcessHandle> strays() {
		Set<ProcessHandle> strays = new HashSet<>();
		Map<Long, ProcessHandle> candidates = new HashMap<>();
		ProcessHandle.allProcesses().filter(this::startedSinceLaunch).forEach((process) -> {
			String environment = this.environment.apply(process);
			if (environment.contains(this.mark)) {
				strays.add(process);
			}
			else if (!environment.contains(TOKEN) && isCandidate(process)) {
				candidates.put(process.pid(), process);
			}
		});
		if (this.rule != null && !candidates.isEmpty()) {
			this.rule.orphans(candidates.keySet(), strangers(strays)).forEach((pid) -> strays.add(candidates.get(pid)));
		}
		return strays;
	}

	private boolean startedSinceLaunch(ProcessHandle process) {
		return this.rule == null
				|| ProcessEntry.startTimeOf(process.pid()).map((time) -> time >= this.rule.since()).orElse(false);
	}

	private boolean isCandidate(ProcessHandle process) {
		return this.rule != null && !this.members.contains(process)
				&& ProcessEntry.of(process.pid())
					.filter((entry) -> !entry.hasEnded())
					.map(this.rule::isCandidate)
					.orElse(false);
	}

	private Map<Long, ProcessEntry> strangers(Set<ProcessHandle> strays) {
		Map<Long, ProcessEntry> strangers = new HashMap<>();
		ProcessHandle.allProcesses()
			.filter((process) -> !this.members.contains(process) && !strays.contains(process))
			.forEach((process) -> ProcessEntry.of(process.pid())
				.ifPresent((entry) -> strangers.put(process.pid(), entry)));
		return strangers;
	}

	private static String environment(ProcessHandle process) {
		try {
			return Files.readString(Path.of("/proc", Long.toString(process.pid()), "environ"),
					StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			return "";
		}
	}

}
