package dev.uninterruptible.handoff;

import dev.uninterruptible.handoff.Message.Hello;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link Admission}.
 */
class AdmissionTests {

	private static final Hello HELLO = new Hello(HandoffConnection.PROTOCOL_VERSION, "token", 1);

	private final Admission admission = new Admission("token", true);

	@Test
	void whoKnowsTheTokenIsAdmittedOnce() {
		assertThatNoException().isThrownBy(() -> this.admission.admit(HELLO));
		assertThatIOException().isThrownBy(() -> this.admission.admit(HELLO))
			.withMessage("another successor came first");
	}

	@Test
	void allWhoKnowTheTokenAreAdmittedWhereThereMayBeMany() {
		Admission many = new Admission("token", false);
		assertThatNoException().isThrownBy(() -> many.admit(HELLO));
		assertThatNoException().isThrownBy(() -> many.admit(HELLO));
	}

	@Test
	void strangerTakesNobodysPlace() {
		assertThatIOException()
			.isThrownBy(() -> this.admission.admit(new Hello(HandoffConnection.PROTOCOL_VERSION, "guessed", 1)))
			.withMessage("it does not know the token of this restart");
		assertThatIOException()
			.isThrownBy(() -> this.admission.admit(new Hello(HandoffConnection.PROTOCOL_VERSION + 1, "token", 1)))
			.withMessage("it speaks version 2 of the handoff protocol, this process speaks version 1");
		assertThatNoException().isThrownBy(() -> this.admission.admit(HELLO));
	}

}
