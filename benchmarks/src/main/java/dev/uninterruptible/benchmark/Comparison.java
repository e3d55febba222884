package dev.uninterruptible.benchmark;

import java.util.List;

/**
 * Two servers that are compared.
 *
 * @param of the one
 * @param to the other
 */
record Comparison(Contestant of, Contestant to) {

	/**
	 * The SocketServer with the hand-written loop.
	 */
	static final Comparison PLAIN = new Comparison(Contestant.SOCKET_SERVER, Contestant.HAND_WRITTEN);

	/**
	 * The SocketServer that is observed with the one that is not.
	 */
	static final Comparison OBSERVED = new Comparison(Contestant.OBSERVED, Contestant.SOCKET_SERVER);

	static final List<Comparison> ALL = List.of(new Comparison(Contestant.HAND_WRITTEN_AGAIN, Contestant.HAND_WRITTEN),
			PLAIN, OBSERVED, new Comparison(Contestant.OBSERVED, Contestant.HAND_WRITTEN),
			new Comparison(Contestant.NETTY, Contestant.HAND_WRITTEN));

	Ratio ratio(List<Round> rounds, Figure figure) {
		return Ratio.of(rounds.stream()
			.mapToDouble((round) -> figure.of(round, this.of) / figure.of(round, this.to))
			.toArray());
	}

	@Override
	public String toString() {
		return "(%s)/(%s)".formatted(this.of.letter(), this.to.letter());
	}

}
