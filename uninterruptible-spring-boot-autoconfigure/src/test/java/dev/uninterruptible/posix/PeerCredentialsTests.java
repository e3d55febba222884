package dev.uninterruptible.posix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PeerCredentials}.
 */
class PeerCredentialsTests {

	@Test
	void onlyThisUserAndRootMayHandOff(@TempDir Path directory) throws IOException {
		int uid = (Integer) Files.getAttribute(directory, "unix:uid");
		assertThat(new PeerCredentials(uid, 1).mayHandOff()).isTrue();
		assertThat(new PeerCredentials(0, 1).mayHandOff()).isTrue();
		assertThat(new PeerCredentials(uid + 1, 1).mayHandOff()).isFalse();
	}

}
