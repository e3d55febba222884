package dev.uninterruptible.restart;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import dev.uninterruptible.handoff.HandoffSession;
import dev.uninterruptible.handoff.Message.Offer;
import dev.uninterruptible.handoff.Message.OfferedListener;
import dev.uninterruptible.handoff.Message.Owned;
import dev.uninterruptible.listener.ConnectionTotals;

/**
 * The listening sockets of this process, and the connections that came from them: real
 * ones, or those of a simulation. Only {@link #handOver}, {@link #closeWhenEmpty},
 * {@link #cut}, {@link #close}, {@link #closeBesides}, {@link #mayBeHeldBy} and
 * {@link #areHeldBesides} may block.
 */
interface Sockets {

	/**
	 * Accept.
	 */
	void resume();

	/**
	 * Return at which of the sockets clients wait to be accepted.
	 * @return the listeners
	 * @throws IOException if the process has no descriptor left to find out
	 */
	List<String> waitedFor() throws IOException;

	/**
	 * Accept no more. The sockets stay open, and could be accepted from again.
	 */
	void pause();

	/**
	 * Accept what waits, then close the sockets in this process, and remove the files
	 * that are its own: nobody else accepts from them.
	 */
	void closeWhenEmpty();

	/**
	 * Close what was inherited and nobody asked for.
	 */
	void closeUnclaimed();

	/**
	 * The sockets are this process's to change, and their files its own to remove.
	 */
	void own();

	/**
	 * Leave the sockets' files to another process.
	 */
	void disown();

	/**
	 * Close the sockets in this process, and remove the files that are its own.
	 */
	void close();

	/**
	 * Close those that the successor has not taken: nobody will accept from them.
	 * @param taken what it listens on
	 */
	void closeBesides(Owned taken);

	/**
	 * Begin to finish the connections there are.
	 * @return completes when the last one has ended, unless the drain was taken back
	 */
	CompletableFuture<Void> drain();

	/**
	 * Take a drain back.
	 */
	void undrain();

	/**
	 * Close the connections that are still open.
	 */
	void cut();

	/**
	 * Tell what there is to hand over.
	 */
	List<OfferedListener> offered();

	/**
	 * Hand the sockets over. They stay open here.
	 */
	void handOver(HandoffSession session, Offer offer) throws IOException;

	/**
	 * Return whether one of some processes that live has them too, or cannot be looked
	 * into.
	 * @param processes the processes
	 * @throws IOException if that cannot be found out just now
	 */
	boolean mayBeHeldBy(Set<Long> processes) throws IOException;

	/**
	 * Return whether another process has them too.
	 * @param except processes that do not count
	 * @throws IOException if that cannot be found out just now
	 */
	boolean areHeldBesides(Set<Long> except) throws IOException;

	int activeConnections();

	int activeConnections(String listener);

	ConnectionTotals totals();

	List<ListenerStatus> status();

}
