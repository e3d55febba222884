package dev.uninterruptible.posix;

/**
 * Who is at the other end of a Unix-domain socket, as the kernel tells it: SO_PEERCRED in
 * {@code unix(7)} on Linux, {@code getpeereid(3)} on macOS.
 *
 * @param uid the effective user of the process that connected
 */
public record PeerCredentials(int uid) {

	/**
	 * Return whether the peer may take part in a handoff of this process.
	 * @return {@code true} if it runs as the user of this process, or as root
	 */
	public boolean mayHandOff() {
		return this.uid == 0 || this.uid == Posix.CALLS.geteuid();
	}

}
