package dev.uninterruptible.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * A blank value, by which a source of properties takes back what one below it has set.
 */
final class Blank {

	private Blank() {
	}

	/**
	 * Return the value of a property.
	 * @param value what is written
	 * @return the same, or {@code null} if that is blank
	 */
	static @Nullable String unset(@Nullable String value) {
		return StringUtils.hasText(value) ? value : null;
	}

}
