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
	 * The hand-written loop with itself: how far this is from 1 is how far the others may
	 * be by chance.
	 */
	static final Comparison CHANCE = new Comparison(Contestant.HAND_WRITTEN_AGAIN, Contestant.HAND_WRITTEN);

	/**
	 * The SocketServer with the hand-written loop.
	 */
	static final Comparison PLAIN = new Comparison(Contestant.SOCKET_SERVER, Contestant.HAND_WRITTEN);

	/**
	 * The SocketServer that is observed with the one that is not.
	 */
	static final Comparison OBSERVED = new Comparison(Contestant.OBSERVED, Contestant.SOCKET_SERVER);

	Ratio ratio(List<Sample> samples) {
		return Ratio.of(samples.stream().mapToDouble((sample) -> sample.of(this.of) / sample.of(this.to)).toArray());
	}

	@Override
	public String toString() {
		return "(%s)/(%s)".formatted(this.of.letter(), this.to.letter());
	}

}
