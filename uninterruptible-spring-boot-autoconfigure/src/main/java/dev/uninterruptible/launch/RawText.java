package dev.uninterruptible.launch;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A word that the operating system hands from one process to the next: bytes, in whatever
 * encoding.
 *
 * @param bytes each byte as the character of that number
 */
record RawText(String bytes) {

	/**
	 * The encoding of the locale that the JVM was started in. It encodes the arguments of
	 * other programs by it, with a question mark for what that does not have.
	 */
	private static final Charset NATIVE = Charset
		.forName(System.getProperty("native.encoding", Charset.defaultCharset().name()));

	private static final Pattern TRAILING_NEWLINES = Pattern.compile("\\n*\\z");

	/**
	 * Return the bytes of a text: where the locale lacks a character, those of UTF-8.
	 */
	static RawText of(String text) {
		Charset encoding = NATIVE.newEncoder().canEncode(text) ? NATIVE : StandardCharsets.UTF_8;
		return new RawText(new String(text.getBytes(encoding), StandardCharsets.ISO_8859_1));
	}

	/**
	 * Return the words of which each ends with a zero, as in {@code /proc}.
	 */
	static List<RawText> split(byte[] zeroTerminated) {
		String[] words = new String(zeroTerminated, StandardCharsets.ISO_8859_1).split("\0", -1);
		return new ArrayList<>(Arrays.stream(words).limit(words.length - 1L).map(RawText::new).toList());
	}

	RawText plus(RawText other) {
		return new RawText(this.bytes + other.bytes);
	}

	/**
	 * Return whether the JVM passes it on as it is.
	 */
	boolean isNative() {
		return Arrays.equals(toString().getBytes(NATIVE), this.bytes.getBytes(StandardCharsets.ISO_8859_1));
	}

	/**
	 * Return it as a word of the shell, in ASCII.
	 */
	String quoted() {
		if (this.bytes.chars().allMatch((character) -> character < 0x80)) {
			return "'" + this.bytes.replace("'", "'\\''") + "'";
		}
		int end = this.bytes.length() - trailingNewlines();
		StringBuilder octal = new StringBuilder("\"$(printf ").append('%').append("b '");
		this.bytes.substring(0, end)
			.chars()
			.forEach((character) -> octal.append("\\0").append(Integer.toOctalString(0x200 | character).substring(1)));
		return octal.append("')\"'").append("\n".repeat(trailingNewlines())).append("'").toString();
	}

	/**
	 * The shell takes them away from what a command prints.
	 */
	private int trailingNewlines() {
		return TRAILING_NEWLINES.matcher(this.bytes).results().findFirst().orElseThrow().group().length();
	}

	/**
	 * Return it as text: what the locale lacks is replaced.
	 */
	@Override
	public String toString() {
		return new String(this.bytes.getBytes(StandardCharsets.ISO_8859_1), NATIVE);
	}

}
