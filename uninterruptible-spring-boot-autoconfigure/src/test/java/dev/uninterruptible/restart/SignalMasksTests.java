package dev.uninterruptible.restart;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SignalMasks}. The samples are of a JVM on Linux.
 */
class SignalMasksTests {

	private static final int QUIT = 3;

	private static final int USR1 = 10;

	private static final int TERM = 15;

	@Test
	void signalThatEachThreadBlocksIsBlocked() {
		SignalMasks masks = SignalMasks.of(List.of(status("0000000000000200", "0000000000000000"),
				status("0000000000000204", "0000000000000000"), status("0000000000000200", "0000000000000000")));
		assertThat(masks.isBlocked(USR1)).isTrue();
		assertThat(masks.isBlocked(QUIT)).isFalse();
		assertThat(masks.isBlocked(TERM)).isFalse();
		assertThat(masks.isIgnored(USR1)).isFalse();
	}

	@Test
	void signalThatTheJvmUnblocksIsNotBlocked() {
		SignalMasks masks = SignalMasks.of(List.of(status("0000000000004000", "0000000000000000"),
				status("0000000000000004", "0000000000000000")));
		assertThat(masks.isBlocked(TERM)).isFalse();
	}

	@Test
	void ignoredSignalIsIgnored() {
		SignalMasks masks = SignalMasks.of(List.of(status("0000000000000000", "0000000000004000"),
				status("0000000000000004", "0000000000004000")));
		assertThat(masks.isIgnored(TERM)).isTrue();
		assertThat(masks.isIgnored(USR1)).isFalse();
		assertThat(masks.isBlocked(TERM)).isFalse();
	}

	@Test
	void highestSignalIsRead() {
		SignalMasks masks = SignalMasks.of(List.of(status("8000000000000000", "ffffffffffffffff")));
		assertThat(masks.isBlocked(64)).isTrue();
		assertThat(masks.isBlocked(63)).isFalse();
		assertThat(masks.isIgnored(1)).isTrue();
	}

	@Test
	void nothingIsKnownOfASystemThatDoesNotTell() {
		assertThat(SignalMasks.of(List.of())).isEqualTo(new SignalMasks(0, 0));
		assertThat(SignalMasks.of(List.of(List.of("Name:\tjava")))).isEqualTo(new SignalMasks(0, 0));
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void noSignalIsBlockedByAllThreadsOfThisProcess() {
		assertThat(SignalMasks.current().isBlocked(TERM)).isFalse();
	}

	private static List<String> status(String blocked, String ignored) {
		return """
				Name:	java
				Umask:	0022
				State:	S (sleeping)
				SigQ:	0/96364
				SigPnd:	0000000000000000
				ShdPnd:	0000000000000000
				SigBlk:	%s
				SigIgn:	%s
				SigCgt:	2000000101005ecf
				CapInh:	0000000000000000
				""".formatted(blocked, ignored).lines().toList();
	}

}
