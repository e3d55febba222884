package dev.uninterruptible.restart;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import dev.uninterruptible.launch.ProcessLauncher;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

class RemainsTests {

	private static final long PID = 4711;

	private final Inbox inbox = mock(Inbox.class);

	private final Transport transport = mock(Transport.class);

	private final OtherProcesses processes = mock(OtherProcesses.class);

	private final Queue<Runnable> later = new ArrayDeque<>();

	private final List<Duration> pauses = new ArrayList<>();

	private final Jobs jobs = new Jobs(this.inbox, (name, work) -> work.run());

	private final Remains remains = new Remains(new Outside(this.inbox, (name, work) -> work.run(), this.transport,
			this.processes, mock(ProcessLauncher.class), mock(Sockets.class), mock(Application.class)), this.jobs);

	@BeforeEach
	void runAtOnceWhatIsPosted() {
		given(this.inbox.post(any())).will((call) -> {
			call.<Runnable>getArgument(0).run();
			return true;
		});
		given(this.inbox.after(any(), any())).will((call) -> {
			Runnable task = call.getArgument(1);
			this.pauses.add(call.getArgument(0));
			this.later.add(task);
			return (Inbox.Timer) () -> this.later.remove(task);
		});
	}

	@Test
	void whatADeadProcessLeftIsClearedAwayAtOnce() throws Exception {
		this.remains.clearAwayAfter(PID);
		verify(this.transport).cleanAfter(PID);
		assertThat(this.later).isEmpty();
	}

	@Test
	void processThatIsKilledWhileItExitsLeavesNothing() throws Exception {
		given(this.processes.isAlive(PID)).willReturn(true);
		this.remains.clearAwayAfter(PID);
		this.later.remove().run();
		verify(this.transport, never()).cleanAfter(anyLong());
		given(this.processes.isAlive(PID)).willReturn(false);
		this.later.remove().run();
		verify(this.transport).cleanAfter(PID);
		assertThat(this.later).isEmpty();
	}

	@Test
	void oneThatLivesForLongIsLookedAtRarely() {
		given(this.processes.isAlive(PID)).willReturn(true);
		this.remains.clearAwayAfter(PID);
		this.remains.clearAwayAfter(PID);
		for (int i = 0; i < 9; i++) {
			this.later.remove().run();
		}
		assertThat(this.pauses).hasSize(10).isSorted().endsWith(Duration.ofSeconds(30));
	}

	@Test
	void exitWaitsUntilItIsCleared() throws Exception {
		doThrow(new IOException("Too many open files")).doNothing().when(this.transport).cleanAfter(PID);
		List<String> tidy = new ArrayList<>();
		this.remains.clearAwayAfter(PID);
		this.jobs.whenTidy(Duration.ofSeconds(15), tidy::addAll, () -> tidy.add("tidy"));
		assertThat(tidy).isEmpty();
		this.later.remove().run();
		verify(this.transport, times(2)).cleanAfter(PID);
		assertThat(tidy).containsExactly("tidy");
	}

}
