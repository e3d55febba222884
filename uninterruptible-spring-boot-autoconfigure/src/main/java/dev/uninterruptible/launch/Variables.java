package dev.uninterruptible.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The variables of an environment that a shell may lose, change or obey on the way from
 * one process to the next.
 */
final class Variables {

	private static final Path OWN_ENVIRONMENT = Path.of("/proc/self/environ");

	private static final Pattern KEPT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

	static final String OPTIND = "OPTIND";

	/**
	 * Each shell has its own of these, whatever it was handed, and some end at once where
	 * {@code OPTIND} is no number.
	 */
	private static final Set<String> REPLACED = Set.of("IFS", OPTIND, "PPID");

	/**
	 * Some shells set, change or drop these, end where they are no numbers, or do what
	 * they say: bash, busybox, mksh, ksh93, yash or zsh. So do they those of bash, whose
	 * names begin with its own.
	 */
	private static final Set<String> TREATED = Set.of("ARGV0", "COLUMNS", "COMP_WORDBREAKS", "DIRSTACK", "EGID", "ENV",
			"EPOCHREALTIME", "EPOCHSECONDS", "EUID", "FUNCNAME", "FUNCNEST", "GID", "GROUPS", "HISTCMD", "HISTFILE",
			"HISTFILESIZE", "HISTSIZE", "KSH_VERSION", "LINENO", "LINES", "MACHTYPE", "MAILCHECK", "MAILPATH", "OLDPWD",
			"OPTARG", "OPTERR", "OSTYPE", "PATHSEP", "PGRP", "PIPESTATUS", "POSIXLY_CORRECT", "PS0", "PS1", "PS2",
			"PS3", "PS4", "RANDOM", "SECONDS", "SHELLOPTS", "SHLVL", "SRANDOM", "TMOUT", "TTY", "UID", "_", "signals");

	private static final String BASH = "BASH";

	private Variables() {
	}

	/**
	 * Return those that are lost where a script of the user's runs in the shell, among
	 * them those whose names could not be written there: dash and busybox drop them.
	 * @param environment the environment of a successor
	 */
	static List<RawText> lostByShells(Map<String, String> environment) {
		return select(environment, Variables::isLost);
	}

	/**
	 * Return those that a shell should not see, as {@code env} takes them after it: byte
	 * for byte, if they are this process's own.
	 * @param environment the environment of a successor
	 */
	static List<RawText> keptFromShells(Map<String, String> environment) {
		return select(environment, (name) -> isLost(name) || TREATED.contains(name) || name.startsWith(BASH));
	}

	private static boolean isLost(String name) {
		return REPLACED.contains(name) || !KEPT.matcher(name).matches();
	}

	private static List<RawText> select(Map<String, String> environment, Predicate<String> names) {
		Set<String> selected = new LinkedHashSet<>();
		environment.forEach((name, value) -> {
			if (!name.isEmpty() && names.test(name)) {
				selected.add(name + "=" + value);
			}
		});
		List<RawText> variables = new ArrayList<>();
		Set<String> own = new LinkedHashSet<>();
		for (RawText variable : own()) {
			if (selected.contains(variable.toString())) {
				variables.add(variable);
				own.add(variable.toString());
			}
		}
		selected.stream().filter((variable) -> !own.contains(variable)).map(RawText::of).forEach(variables::add);
		return variables;
	}

	private static List<RawText> own() {
		try {
			return Files.exists(OWN_ENVIRONMENT) ? RawText.split(Files.readAllBytes(OWN_ENVIRONMENT)) : List.of();
		}
		catch (IOException ex) {
			return List.of();
		}
	}

	/**
	 * Return the names of variables.
	 */
	static List<String> names(List<RawText> variables) {
		return variables.stream().map((variable) -> variable.toString().split("=", 2)[0]).toList();
	}

}
