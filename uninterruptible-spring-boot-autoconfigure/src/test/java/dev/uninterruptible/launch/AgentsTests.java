package dev.uninterruptible.launch;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Agents}.
 */
class AgentsTests {

	@Test
	void agentsOfACommandLineAreFoundBeforeTheJar() {
		assertThat(StartCommand
			.ofArguments(List.of("java", "-javaagent:jmx.jar=9404:c.yml", "-Xmx1g", "-agentpath:/opt/p.so", "-jar",
					"app.jar", "-javaagent:of-the-application"))
			.agents()).containsExactly("-javaagent:jmx.jar=9404:c.yml", "-agentpath:/opt/p.so");
	}

	@Test
	void agentsOfAShellCommandAreFound() {
		assertThat(StartCommand.ofShell("cd /srv && exec java '-javaagent:a.jar=1' -agentlib:jdwp=address=5 -jar x.jar")
			.agents()).containsExactly("-javaagent:a.jar=1", "-agentlib:jdwp=address=5");
	}

	@Test
	void jmxAndFilesOfOptionsCountAsAgents() {
		assertThat(Agents.of("-Dcom.sun.management.jmxremote.port=9010 -Dcom.sun.management.jmxremote.rmi.port=9011 "
				+ "-Dcom.sun.management.config.file=jmx.properties @/etc/jvm.options"))
			.containsExactly("-Dcom.sun.management.jmxremote.port=9010", "-Dcom.sun.management.jmxremote.rmi.port=9011",
					"-Dcom.sun.management.config.file=jmx.properties", "@/etc/jvm.options");
		assertThat(Agents.of("-Dcom.sun.management.jmxremote.ssl=false -Dmail=me@host")).isEmpty();
	}

	@Test
	void successorThatEndsTooSoonIsSuspectedOfItsAgents() {
		CommandLauncher launcher = new CommandLauncher(
				StartCommand.ofArguments(List.of("java", "-javaagent:a.jar=password=x", "-jar", "x.jar")), null, null,
				null);
		assertThat(launcher.suspicion()).startsWith("; it was to run with -javaagent:a.jar=")
			.contains("uninterruptible.start-command")
			.doesNotContain("password=x");
		assertThat(new CommandLauncher(StartCommand.ofShell("java -jar x.jar"), null, null, null).suspicion())
			.isEmpty();
	}

}
