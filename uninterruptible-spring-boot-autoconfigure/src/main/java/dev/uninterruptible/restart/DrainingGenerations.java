package dev.uninterruptible.restart;

import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import dev.uninterruptible.handoff.DrainingClient;
import dev.uninterruptible.handoff.DrainingGeneration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes that served before this one and still finish their connections. Changed
 * only by the thread that owns the state machine, except that those which are gone leave.
 */
final class DrainingGenerations {

	private static final Logger logger = LoggerFactory.getLogger(DrainingGenerations.class);

	private final Set<DrainingClient> watched = ConcurrentHashMap.newKeySet();

	private final Set<DrainingGeneration> known = new HashSet<>();

	/**
	 * Watch generations, unless that was tried before.
	 */
	void watch(Collection<DrainingGeneration> generations) {
		generations.stream().filter(this.known::add).forEach(this::watch);
	}

	private void watch(DrainingGeneration generation) {
		try {
			watch(DrainingClient.connect(generation));
		}
		catch (IOException ex) {
			logger.debug("{} is not watched: {}", generation, ex.getMessage());
		}
	}

	private void watch(DrainingClient client) throws IOException {
		this.watched.add(client);
		try {
			client.listen(() -> this.watched.remove(client));
		}
		catch (IOException ex) {
			this.watched.remove(client);
			throw ex;
		}
	}

	/**
	 * Tell the oldest ones that their time is over, if there are too many.
	 * @param max how many may go on
	 */
	void expireBeyond(int max) {
		List<DrainingClient> all = byAge().toList();
		all.subList(0, Math.max(0, all.size() - max)).forEach((client) -> expire(client, max));
	}

	private void expire(DrainingClient client, int max) {
		logger.warn("More than {} generations finish their connections: {} is told to close its own", max,
				client.generation());
		try {
			client.expire("more than %d generations finish their connections".formatted(max));
		}
		catch (IOException ex) {
			logger.debug("{} could not be told: {}", client.generation(), ex.getMessage());
		}
	}

	/**
	 * Return the generations, for a successor to watch them too.
	 */
	List<DrainingGeneration> generations() {
		return byAge().map(DrainingClient::generation).toList();
	}

	List<DrainingStatus> status() {
		return byAge().map(DrainingStatus::of).toList();
	}

	private Stream<DrainingClient> byAge() {
		return this.watched.stream().sorted(Comparator.comparingInt((client) -> client.generation().generation()));
	}

}
