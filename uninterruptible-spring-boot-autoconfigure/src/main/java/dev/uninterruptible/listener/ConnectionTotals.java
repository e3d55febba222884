package dev.uninterruptible.listener;

/**
 * What was counted of connections since a process started.
 *
 * @param accepted how many were accepted and handled
 * @param rejected how many were closed before they were handled
 * @param errors how many handlers failed
 */
public record ConnectionTotals(long accepted, long rejected, long errors) {

	/**
	 * Nothing was counted.
	 */
	public static final ConnectionTotals NONE = new ConnectionTotals(0, 0, 0);

	/**
	 * Return the sum of these and others.
	 * @param others the others
	 * @return the sum
	 */
	public ConnectionTotals plus(ConnectionTotals others) {
		return new ConnectionTotals(this.accepted + others.accepted, this.rejected + others.rejected,
				this.errors + others.errors);
	}

}
