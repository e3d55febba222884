package dev.uninterruptible.restart;

/**
 * Writes a number of things down.
 */
final class Count {

	private Count() {
	}

	static String of(int count, String thing) {
		return count + " " + thing + ((count == 1) ? "" : "s");
	}

}
