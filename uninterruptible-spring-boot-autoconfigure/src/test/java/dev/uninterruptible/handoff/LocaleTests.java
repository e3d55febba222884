package dev.uninterruptible.handoff;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.text.DecimalFormatSymbols;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import dev.uninterruptible.listener.Listener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What two processes tell each other does not depend on the locales that they run in:
 * each that has digits of its own is tried.
 */
class LocaleTests {

	private static final Locale BEFORE = Locale.getDefault();

	@AfterEach
	void restore() {
		Locale.setDefault(BEFORE);
	}

	static Stream<Locale> localesWithDigits() {
		return Arrays.stream(Locale.getAvailableLocales())
			.filter((locale) -> DecimalFormatSymbols.getInstance(locale).getZeroDigit() != '0');
	}

	@ParameterizedTest
	@MethodSource("localesWithDigits")
	void messagesAreTheSameAndAreUnderstood(Locale locale) throws Exception {
		for (Message message : MessageCodecTests.messages().toList()) {
			Locale.setDefault(Locale.ROOT);
			List<String> expected = text(message);
			Locale.setDefault(locale);
			assertThat(text(message)).isEqualTo(expected);
			assertThat(MessageCodec.decode(MessageCodec.encode(message))).isEqualTo(message);
		}
	}

	@ParameterizedTest
	@MethodSource("localesWithDigits")
	void namesAndAddressesHaveTheDigitsOfAscii(Locale locale) throws Exception {
		Locale.setDefault(locale);
		List<String> texts = List.of(new Generation(12, 345).toString(),
				Listener.describe(new InetSocketAddress(InetAddress.getByAddress(new byte[16]), 6789)),
				Listener.describe(new InetSocketAddress(InetAddress.getLoopbackAddress(), 6789)));
		assertThat(texts).allSatisfy((text) -> assertThat(text).isPrintable().matches("\\p{ASCII}+"));
	}

	/**
	 * Return the lines of a message without the first, a comment that tells the time.
	 */
	private static List<String> text(Message message) {
		String text = StandardCharsets.UTF_8.decode(MessageCodec.encode(message)).toString();
		assertThat(text).matches("[\\p{ASCII}]+").startsWith("#");
		return text.lines().skip(1).toList();
	}

}
