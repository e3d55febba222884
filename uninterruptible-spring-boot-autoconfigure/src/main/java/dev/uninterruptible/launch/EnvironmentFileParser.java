package dev.uninterruptible.launch;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the lines of an {@link EnvironmentFile}, as systemd does, see
 * {@code EnvironmentFile=} in {@code systemd.exec(5)}: {@code NAME=VALUE}, where the
 * value may be quoted, in whole or in parts; a backslash at the end of a line continues
 * it; a line that begins with {@code #} or {@code ;} is a comment. Unlike there, a line
 * that is nothing of that is an error.
 */
final class EnvironmentFileParser {

	private static final String ESCAPABLE = "\"\\`$";

	private final String text;

	private int position;

	private int line = 1;

	private EnvironmentFileParser(String text) {
		this.text = text;
	}

	/**
	 * Return the variables.
	 * @throws IllegalArgumentException that tells the line, never its value, if one is
	 * wrong
	 */
	static Map<String, String> parse(RawText text) {
		return new EnvironmentFileParser(text.bytes() + "\n").parse();
	}

	private Map<String, String> parse() {
		Map<String, String> variables = new LinkedHashMap<>();
		while (this.position < this.text.length()) {
			char first = this.text.charAt(this.position);
			if (first == '#' || first == ';') {
				skipComment();
			}
			else if (Character.isWhitespace(first)) {
				next();
			}
			else {
				int start = this.line;
				variables.put(name(start), value(start));
			}
		}
		return variables;
	}

	private char next() {
		char character = this.text.charAt(this.position++);
		if (character == '\n') {
			this.line++;
		}
		return character;
	}

	private void skipComment() {
		char character = next();
		while (character != '\n') {
			character = next();
			if (character == '\\' && this.position < this.text.length()) {
				next();
				character = ' ';
			}
		}
	}

	private String name(int start) {
		int end = this.text.indexOf('=', this.position);
		int lineEnd = this.text.indexOf('\n', this.position);
		String name = (end >= 0 && end < lineEnd) ? this.text.substring(this.position, end).strip() : "";
		if (name.isEmpty() || name.chars().anyMatch((character) -> character <= ' ')) {
			throw new IllegalArgumentException("line %s is no NAME=VALUE".formatted(start));
		}
		this.position = end + 1;
		return decoded(name, start);
	}

	private String value(int start) {
		StringBuilder value = new StringBuilder();
		int significant = 0;
		char character = skipBlanks();
		while (character != '\n') {
			switch (character) {
				case '\'' -> significant = quoted(value, '\'', start);
				case '"' -> significant = quoted(value, '"', start);
				case '\\' -> significant = escaped(value);
				default -> {
					value.append(character);
					significant = Character.isWhitespace(character) ? significant : value.length();
				}
			}
			character = next();
		}
		value.setLength(significant);
		if (value.indexOf("\0") >= 0) {
			throw new IllegalArgumentException("line %s has a zero byte".formatted(start));
		}
		return decoded(value.toString(), start);
	}

	private char skipBlanks() {
		char character = next();
		while (character == ' ' || character == '\t' || character == '\r') {
			character = next();
		}
		return character;
	}

	private int quoted(StringBuilder value, char quote, int start) {
		while (this.position < this.text.length()) {
			char character = next();
			if (character == quote) {
				return value.length();
			}
			if (character == '\\' && quote == '"' && this.position < this.text.length()) {
				char escaped = next();
				value.append((ESCAPABLE.indexOf(escaped) >= 0) ? "" : (escaped == '\n') ? "" : "\\");
				value.append((escaped == '\n') ? "" : String.valueOf(escaped));
			}
			else {
				value.append(character);
			}
		}
		throw new IllegalArgumentException("the quote that begins in line %s has no end".formatted(start));
	}

	private int escaped(StringBuilder value) {
		if (this.position < this.text.length()) {
			char character = next();
			if (character != '\n') {
				value.append(character);
			}
		}
		return value.length();
	}

	private static String decoded(String raw, int start) {
		RawText text = new RawText(raw);
		if (!text.isNative()) {
			throw new IllegalArgumentException(
					"line %s has characters that the locale of this process lacks: set LANG, for example to C.UTF-8"
						.formatted(start));
		}
		return text.toString();
	}

}
