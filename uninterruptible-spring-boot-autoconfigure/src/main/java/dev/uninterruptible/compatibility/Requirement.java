package dev.uninterruptible.compatibility;

import java.util.List;

/**
 * What the library needs of what it runs on.
 */
enum Requirement {

	/**
	 * A Java that knows the class files of this library.
	 */
	JAVA {

		@Override
		boolean isMetBy(String version) {
			return Runtime.Version.parse(version).feature() >= OLDEST_JAVA;
		}

		@Override
		UnmetRequirementException unmet(String version) {
			return new UnmetRequirementException(
					"Uninterruptible needs Java %s or later. This is Java %s, in %s.".formatted(OLDEST_JAVA, version,
							System.getProperty("java.home")),
					"Start the application with a Java %s or later.".formatted(OLDEST_JAVA));
		}

	},

	/**
	 * A Spring Boot whose classes this version was tested with.
	 */
	SPRING_BOOT {

		@Override
		boolean isMetBy(String version) {
			return SPRING_BOOTS.stream().anyMatch((known) -> version.startsWith(known + "."));
		}

		@Override
		UnmetRequirementException unmet(String version) {
			String known = String.join(" and ", SPRING_BOOTS);
			return new UnmetRequirementException(
					"This version of Uninterruptible works with Spring Boot %s. This application has Spring Boot %s."
						.formatted(known, version),
					"Use Spring Boot %s, or a version of Uninterruptible for this one. To try it all the same, set '%s' to false."
						.formatted(known, VERIFIER));
		}

	};

	/**
	 * Switches the check of Spring Boot off, as Spring Cloud has it.
	 */
	static final String VERIFIER = "uninterruptible.compatibility-verifier.enabled";

	private static final int OLDEST_JAVA = 21;

	private static final List<String> SPRING_BOOTS = List.of("4.0", "4.1");

	/**
	 * Return whether a version is one that works.
	 * @param version the version
	 */
	abstract boolean isMetBy(String version);

	/**
	 * Return what to end the start with.
	 * @param version the version that does not work
	 */
	abstract UnmetRequirementException unmet(String version);

	void check(String version) {
		if (!isMetBy(version)) {
			throw unmet(version);
		}
	}

}
