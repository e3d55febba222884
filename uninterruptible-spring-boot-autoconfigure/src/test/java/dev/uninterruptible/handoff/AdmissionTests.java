package dev.uninterruptible.handoff;

import java.nio.file.Path;

import dev.uninterruptible.handoff.Message.Hello;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link Admission}.
 */
class AdmissionTests {

	private static final Hello HELLO = new Hello(HandoffConnection.PROTOCOL_VERSION, "token", 1);

	private final Admission admission = new Admission(new HandoffAddress(Path.of("/x"), "token"), true);

	@Test
	void whoKnowsTheTokenIsAdmittedOnce() {
		assertThatNoException().isThrownBy(() -> this.admission.admit(HELLO));
		assertThatIOException().isThrownBy(() -> this.admission.admit(HELLO))
			.withMessage("another successor came first");
	}

	@Test
	void allWhoKnowTheTokenAreAdmittedWhereThereMayBeMany() {
		Admission many = new Admission(new HandoffAddress(Path.of("/x"), "token"), false);
		assertThatNoException().isThrownBy(() -> many.admit(HELLO));
		assertThatNoException().isThrownBy(() -> many.admit(HELLO));
	}

	@Test
	void otherApplicationIsNotAdmittedWhereItCanBeTold() {
		Admission takeover = new Admission(HandoffAddress.ofTakeover(Path.of("/x"), "orders"), false);
		assertThatNoException().isThrownBy(() -> takeover.admit(comes("orders")));
		assertThatNoException().isThrownBy(() -> takeover.admit(comes("")));
		assertThatIOException().isThrownBy(() -> takeover.admit(comes("invoices")))
			.withMessageStartingWith("it is another application, 'invoices', and this is 'orders'")
			.withMessageEndingWith("'uninterruptible.handoff.application' set to 'orders'");
		Admission unknown = new Admission(HandoffAddress.ofTakeover(Path.of("/x"), ""), false);
		assertThatNoException().isThrownBy(() -> unknown.admit(comes("invoices")));
	}

	private static Hello comes(String application) {
		return new Hello(HandoffConnection.PROTOCOL_VERSION, "", 1, Message.REVISION, application);
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
