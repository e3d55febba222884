package dev.uninterruptible.handoff;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.uninterruptible.handoff.Message.Hello;
import dev.uninterruptible.posix.PeerCredentials;

/**
 * Whom a process admits at its handoff socket, by what the peer and the kernel say of it.
 * Used by the threads of all peers.
 */
final class Admission {

	private final HandoffAddress address;

	private final boolean once;

	private final AtomicBoolean taken = new AtomicBoolean();

	/**
	 * Create it.
	 * @param address what a peer must know
	 * @param once whether one peer is admitted, and no more
	 */
	Admission(HandoffAddress address, boolean once) {
		this.address = address;
		this.once = once;
	}

	/**
	 * Admit a peer.
	 * @param hello what it says of itself
	 * @param peer what the kernel says of it
	 * @throws IOException if it is not admitted: the message says why
	 */
	void admit(Hello hello, PeerCredentials peer) throws IOException {
		if (hello.version() != HandoffConnection.PROTOCOL_VERSION) {
			throw new IOException("it speaks version %s of the handoff protocol, this process speaks version %s"
				.formatted(hello.version(), HandoffConnection.PROTOCOL_VERSION));
		}
		if (!MessageDigest.isEqual(bytes(hello.token()), bytes(this.address.token()))) {
			throw new IOException("it does not know the token of this restart");
		}
		if (isOther(hello.application(), this.address.application())) {
			throw new IOException(
					("it is another application, '%s', and this is '%s': give each a handoff path of its own; "
							+ "if it is the same by another name, start it with 'uninterruptible.handoff.application' set to '%2$s'")
						.formatted(hello.application(), this.address.application()));
		}
		if (!peer.isKnownAs(hello.pid())) {
			throw new IOException(
					"it is in another namespace of pids, where it is pid %s: containers of one server must share theirs"
						.formatted(hello.pid()));
		}
		if (this.once && !this.taken.compareAndSet(false, true)) {
			throw new IOException("another successor came first");
		}
	}

	private static boolean isOther(String application, String expected) {
		return !application.isEmpty() && !expected.isEmpty() && !application.equals(expected);
	}

	private static byte[] bytes(String token) {
		return token.getBytes(StandardCharsets.UTF_8);
	}

}
