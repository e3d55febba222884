package dev.uninterruptible.benchmark;

import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * A value of each server, measured one right after the other.
 *
 * @param values the values
 */
record Sample(Map<Contestant, Double> values) {

	static <T> Sample of(Map<Contestant, T> measured, ToDoubleFunction<T> value) {
		return new Sample(measured.entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> value.applyAsDouble(entry.getValue()))));
	}

	double of(Contestant contestant) {
		return Objects.requireNonNull(this.values.get(contestant));
	}

}
