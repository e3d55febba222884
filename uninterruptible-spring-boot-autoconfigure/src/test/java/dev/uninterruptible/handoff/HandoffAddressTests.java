package dev.uninterruptible.handoff;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HandoffAddress}.
 */
class HandoffAddressTests {

	private static final HandoffAddress ADDRESS = new HandoffAddress(Path.of("/tmp/x/handoff"), "secret");

	@Test
	void addressSurvivesTheEnvironment() {
		Map<String, String> environment = new HashMap<>(Map.of("OTHER", "value"));
		ADDRESS.addTo(environment);
		assertThat(HandoffAddress.from(environment)).contains(ADDRESS);
		assertThat(environment).containsEntry("OTHER", "value");
	}

	@Test
	void environmentThatLacksHalfHasNoAddress() {
		assertThat(HandoffAddress.from(Map.of())).isEmpty();
		assertThat(HandoffAddress.from(Map.of(HandoffAddress.PATH_VARIABLE, "/tmp/x"))).isEmpty();
		assertThat(HandoffAddress.from(Map.of(HandoffAddress.TOKEN_VARIABLE, "secret"))).isEmpty();
	}

	@Test
	void textDoesNotTellTheSecret() {
		assertThat(ADDRESS.toString()).doesNotContain("secret");
	}

}
