package dev.uninterruptible.posix;

/**
 * Who is at the other end of a Unix-domain socket, as the kernel tells it: SO_PEERCRED in
 * {@code unix(7)} on Linux, {@code getpeereid(3)} on macOS.
 *
 * @param uid the effective user of the process that connected
 * @param pid the pid by which this process knows it, 0 if it is in a namespace of pids
 * that this process cannot look into, {@link #UNKNOWN} where the kernel does not tell
 */
public record PeerCredentials(int uid, long pid) {

	/**
	 * The kernel does not tell.
	 */
	public static final long UNKNOWN = -1;

	/**
	 * Return whether the peer may take part in a handoff of this process.
	 * @return {@code true} if it runs as the user of this process, or as root
	 */
	public boolean mayHandOff() {
		return this.uid == 0 || this.uid == Posix.CALLS.geteuid();
	}

	/**
	 * Return whether the peer means the same by a pid as this process: they are in the
	 * same namespace of pids.
	 * @param own the pid by which it knows itself
	 * @return {@code false} if the kernel says that it is another one
	 * @see <a href=
	 * "https://man7.org/linux/man-pages/man7/pid_namespaces.7.html">pid_namespaces(7)</a>
	 */
	public boolean isKnownAs(long own) {
		return this.pid == UNKNOWN || this.pid == own;
	}

}
