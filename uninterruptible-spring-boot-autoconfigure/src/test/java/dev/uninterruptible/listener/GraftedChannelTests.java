package dev.uninterruptible.listener;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests for {@link GraftedChannel}.
 */
class GraftedChannelTests {

	/**
	 * Needs a network of its own, which only root can make.
	 */
	@Test
	@EnabledOnOs(OS.LINUX)
	void noPortOfTheUsualLoopbackAddressMustBeFree() throws Exception {
		String network = "ip link set lo up && echo '40000 40003' > /proc/sys/net/ipv4/ip_local_port_range";
		assumeTrue(run(network + " && echo ready").equals("ready\n"),
				"no network can be made here: it is not tested that no port must be free");
		assertThat(run(
				network + " && exec '%s' -cp '%s' %s".formatted(Path.of(System.getProperty("java.home"), "bin", "java"),
						System.getProperty("java.class.path"), PortlessProgram.class.getName())))
			.contains("127.0.0.1:6789 without ");
	}

	private static String run(String script) throws Exception {
		Process process = new ProcessBuilder("sh", "-c",
				"exec unshare --net sh -c '%s'".formatted(script.replace("'", "'\\''")))
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).isNotNegative();
		return output;
	}

}
