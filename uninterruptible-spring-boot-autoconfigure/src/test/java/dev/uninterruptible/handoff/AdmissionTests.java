package dev.uninterruptible.handoff;

import java.nio.file.Path;

import dev.uninterruptible.handoff.Message.Hello;
import dev.uninterruptible.posix.PeerCredentials;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link Admission}.
 */
class AdmissionTests {

	private static final Hello HELLO = new Hello(HandoffConnection.PROTOCOL_VERSION, "token", 1);

	private static final PeerCredentials PEER = new PeerCredentials(0, 1);

	private final Admission admission = new Admission(new HandoffAddress(Path.of("/x"), "token"), true);

	@Test
	void whoKnowsTheTokenIsAdmittedOnce() {
		assertThatNoException().isThrownBy(() -> this.admission.admit(HELLO, PEER));
		assertThatIOException().isThrownBy(() -> this.admission.admit(HELLO, PEER))
			.withMessage("another successor came first");
	}

	@Test
	void allWhoKnowTheTokenAreAdmittedWhereThereMayBeMany() {
		Admission many = new Admission(new HandoffAddress(Path.of("/x"), "token"), false);
		assertThatNoException().isThrownBy(() -> many.admit(HELLO, PEER));
		assertThatNoException().isThrownBy(() -> many.admit(HELLO, PEER));
	}

	@Test
	void otherApplicationIsNotAdmittedWhereItCanBeTold() {
		Admission takeover = new Admission(HandoffAddress.ofTakeover(Path.of("/x"), "orders"), false);
		assertThatNoException().isThrownBy(() -> takeover.admit(comes("orders"), PEER));
		assertThatNoException().isThrownBy(() -> takeover.admit(comes(""), PEER));
		assertThatIOException().isThrownBy(() -> takeover.admit(comes("invoices"), PEER))
			.withMessageStartingWith("it is another application, 'invoices', and this is 'orders'")
			.withMessageEndingWith("'uninterruptible.handoff.application' set to 'orders'");
		Admission unknown = new Admission(HandoffAddress.ofTakeover(Path.of("/x"), ""), false);
		assertThatNoException().isThrownBy(() -> unknown.admit(comes("invoices"), PEER));
	}

	private static Hello comes(String application) {
		return new Hello(HandoffConnection.PROTOCOL_VERSION, "", 1, Message.REVISION, application);
	}

	/**
	 * The kernel knows one in a namespace of its own by another pid, or by none.
	 */
	@Test
	void whoMeansSomethingElseByAPidIsNotAdmitted() {
		assertThatIOException().isThrownBy(() -> this.admission.admit(HELLO, new PeerCredentials(0, 0)))
			.withMessageStartingWith("it is in another namespace of pids, where it is pid 1");
		assertThatIOException().isThrownBy(() -> this.admission.admit(HELLO, new PeerCredentials(0, 7)));
		assertThatNoException()
			.isThrownBy(() -> this.admission.admit(HELLO, new PeerCredentials(0, PeerCredentials.UNKNOWN)));
	}

	@Test
	void strangerTakesNobodysPlace() {
		assertThatIOException()
			.isThrownBy(() -> this.admission.admit(new Hello(HandoffConnection.PROTOCOL_VERSION, "guessed", 1), PEER))
			.withMessage("it does not know the token of this restart");
		assertThatIOException()
			.isThrownBy(() -> this.admission.admit(new Hello(HandoffConnection.PROTOCOL_VERSION + 1, "token", 1), PEER))
			.withMessage("it speaks version 2 of the handoff protocol, this process speaks version 1");
		assertThatNoException().isThrownBy(() -> this.admission.admit(HELLO, PEER));
	}

}
