package dev.uninterruptible.restart;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServiceFiles}.
 */
class ServiceFilesTests {

	private final OwnerThread thread = new OwnerThread();

	private Path path;

	private ServiceFiles files;

	@BeforeEach
	void create(@TempDir Path directory) {
		this.path = directory.resolve("pid");
		Reception nobodyComes = new Reception(this.thread, (peer) -> {
		});
		this.files = new ServiceFiles(new PidFile(this.path, 1),
				new TakeoverPoint(new HandoffSockets(), null, nobodyComes));
	}

	@AfterEach
	void close() {
		this.thread.close();
	}

	@Test
	void whatIsTakenNamesTheProcessUntilItIsLeft() throws IOException {
		this.files.want(true);
		this.files.take();
		assertThat(this.path).hasContent("1");
		this.files.want(false);
		this.files.leave();
		assertThat(this.path).doesNotExist();
	}

	@Test
	void aJobThatIsLateTakesNothing() throws IOException {
		this.files.want(true);
		this.files.want(false);
		this.files.take();
		assertThat(this.path).doesNotExist();
	}

	@Test
	void aProcessThatExitsTakesNothingAgain() throws IOException {
		this.files.want(true);
		this.files.take();
		this.files.leaveForGood();
		this.files.want(true);
		this.files.take();
		assertThat(this.path).doesNotExist();
	}

}
