package dev.uninterruptible.restart;

import java.io.IOException;

import dev.uninterruptible.handoff.DrainingClient;
import dev.uninterruptible.handoff.DrainingGeneration;
import dev.uninterruptible.handoff.HandoffAddress;
import dev.uninterruptible.handoff.HandoffListener;
import dev.uninterruptible.handoff.HandoffPoint;
import dev.uninterruptible.handoff.HandoffServer;
import dev.uninterruptible.handoff.Link;
import dev.uninterruptible.posix.SocketFile;

/**
 * The {@link Transport} of a real process.
 */
final class HandoffSockets implements Transport {

	@Override
	public HandoffPoint awaitSuccessor(HandoffListener listener) throws IOException {
		return HandoffServer.open(listener);
	}

	@Override
	public HandoffPoint awaitTakeover(HandoffAddress address, HandoffListener listener) throws IOException {
		return HandoffServer.openAt(address, listener);
	}

	@Override
	public boolean isServed(HandoffAddress address) throws IOException {
		return SocketFile.isServed(address.path());
	}

	@Override
	public HandoffPoint awaitWatchers(HandoffListener listener) throws IOException {
		return HandoffServer.openForAll(listener);
	}

	@Override
	public Link watch(DrainingGeneration generation) throws IOException {
		return DrainingClient.connect(generation);
	}

	@Override
	public void cleanAfter(long pid) throws IOException {
		HandoffServer.cleanAfter(pid);
	}

}
