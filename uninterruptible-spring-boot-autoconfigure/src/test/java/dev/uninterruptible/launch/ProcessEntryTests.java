package dev.uninterruptible.launch;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProcessEntry}.
 */
class ProcessEntryTests {

	private static final String STATUS = """
			Name:	a) Uid:	7
			Uid:	1000	0	0	0
			SigIgn:	0000000000000200
			SigCgt:	fffffffffffffdff
			""";

	@Test
	void entryIsReadWhateverTheProgramIsCalled() {
		ProcessEntry entry = ProcessEntry.parse(stat("S", 1), STATUS);
		assertThat(entry).isEqualTo(new ProcessEntry('S', 11, 12, 13, 1, 4711, 1000, 0x200, 0xfffffffffffffdffL));
		assertThat(entry.ignoresUsr1()).isTrue();
		assertThat(entry.handlesUsr1()).isFalse();
		assertThat(entry.hasEnded()).isFalse();
	}

	@Test
	void zombieHasEnded() {
		assertThat(ProcessEntry.parse(stat("Z", 1), STATUS).hasEnded()).isTrue();
	}

	@Test
	void processWhoseFirstThreadHasEndedHasNot() {
		assertThat(ProcessEntry.parse(stat("Z", 2), STATUS).hasEnded()).isFalse();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void nowIsWhenAProcessStartsThatIsStartedNow() throws Exception {
		long before = ProcessEntry.now().orElseThrow();
		Process process = new ProcessBuilder("sleep", "100").start();
		try {
			assertThat(ProcessEntry.startTimeOf(process.pid())).get()
				.satisfies((time) -> assertThat(time).isBetween(before, ProcessEntry.now().orElseThrow()));
			assertThat(ProcessEntry.startTimeOf(ProcessHandle.current().pid())).get()
				.satisfies((time) -> assertThat(time).isLessThan(before));
		}
		finally {
			process.destroyForcibly();
			assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void processThatIsGoneHasNoEntry() {
		assertThat(ProcessEntry.of(Long.MAX_VALUE)).isEmpty();
	}

	private static String stat(String state, int threads) {
		return "4242 (a) Z 1 b) %s 11 12 13 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 %s 0 4711 9 10\n".formatted(state,
				threads);
	}

}
