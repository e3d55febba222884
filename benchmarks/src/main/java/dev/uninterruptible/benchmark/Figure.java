package dev.uninterruptible.benchmark;

/**
 * Something that was measured of each server in each round.
 */
@FunctionalInterface
interface Figure {

	double of(Round round, Contestant contestant);

}
