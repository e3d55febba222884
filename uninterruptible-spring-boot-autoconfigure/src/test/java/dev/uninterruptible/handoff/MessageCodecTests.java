package dev.uninterruptible.handoff;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import dev.uninterruptible.handoff.Message.Alive;
import dev.uninterruptible.handoff.Message.Committed;
import dev.uninterruptible.handoff.Message.Draining;
import dev.uninterruptible.handoff.Message.Expired;
import dev.uninterruptible.handoff.Message.Failed;
import dev.uninterruptible.handoff.Message.Hello;
import dev.uninterruptible.handoff.Message.Offer;
import dev.uninterruptible.handoff.Message.OfferedListener;
import dev.uninterruptible.handoff.Message.Ready;
import dev.uninterruptible.handoff.Message.Refused;
import dev.uninterruptible.handoff.Message.Yielded;
import dev.uninterruptible.listener.ConnectionTotals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link MessageCodec}.
 */
class MessageCodecTests {

	private static final List<DrainingGeneration> DRAINING = List.of(
			new DrainingGeneration(new Generation(5, 121), new HandoffAddress(Path.of("/tmp/a = b/handoff"), "token")),
			new DrainingGeneration(new Generation(6, 122), new HandoffAddress(Path.of("/tmp/c/handoff"), "other")));

	private static final Offer OFFER = new Offer(new Generation(7, 123),
			List.of(new OfferedListener("server.default", "[::]:6789"),
					new OfferedListener("web.main", "127.0.0.1:8080"),
					new OfferedListener("server.local", "unix:/run/a = b", "(dev=1,ino=2)")),
			DRAINING);

	static Stream<Message> messages() {
		return Stream.of(new Hello(1, "token", Long.MAX_VALUE), new Hello(1, "", 1, 2, "an application"),
				new Refused("a reason"), OFFER, new Offer(new Generation(1, 1), List.of(), List.of()),
				new Message.Starting("bean 'a'"), new Ready(), new Alive(), new Message.WhoServes(),
				new Message.Unwell("a reason"),
				new Message.Owned(List.of(new OfferedListener("web.main", "127.0.0.1:80"))),
				new Message.HandingOff(124), new Message.Leaving(true, 125), new Message.Leaving(false, 126),
				new Failed("a reason"), new Yielded(Duration.ofMillis(1500)),
				new Committed("USR1", Instant.parse("2026-01-02T03:04:05.678901Z"), Duration.ofNanos(1234567890),
						DRAINING),
				new Draining(3, new ConnectionTotals(Long.MAX_VALUE, 2, 1)), new Expired("a reason"));
	}

	@ParameterizedTest
	@MethodSource("messages")
	void messageArrivesAsItWasSent(Message message) throws IOException {
		assertThat(MessageCodec.decode(MessageCodec.encode(message))).isEqualTo(message);
	}

	@Test
	void peerThatDoesNotTellItsRevisionHasTheFirst() throws IOException {
		assertThat(MessageCodec.decode(payload("type=HELLO\nversion=1\ntoken=t\npid=1\n")))
			.isEqualTo(new Hello(1, "t", 1, Message.FIRST_REVISION, ""));
		assertThat(MessageCodec.decode(payload("type=OFFER\ngeneration=1\npid=2\nlisteners=0\ndraining=0\n")))
			.isEqualTo(new Offer(new Generation(1, 2), List.of(), List.of(), Message.FIRST_REVISION));
	}

	@Test
	void everyTypeOfMessageIsTested() {
		assertThat(messages()).extracting((message) -> (Object) message.getClass())
			.contains((Object[]) Message.class.getPermittedSubclasses());
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", " leading and trailing ", "one\ntwo\r\nthree", "a=b:c #d !e \\f \\", "\t\f",
			"#comment", "!comment", "\u00e4\u20ac\u4e2d\ud83d\ude00", "\\u0041", "\0" })
	void textArrivesAsItWasSent(String text) throws IOException {
		assertThat(MessageCodec.decode(MessageCodec.encode(new Failed(text)))).isEqualTo(new Failed(text));
	}

	@Test
	void reasonThatIsTooLongIsCut() throws IOException {
		Message arrived = MessageCodec.decode(MessageCodec.encode(new Failed("\u20ac".repeat(1_000_000))));
		assertThat(arrived).isInstanceOfSatisfying(Failed.class,
				(failed) -> assertThat(failed.reason()).hasSizeLessThan(Message.LONGEST_REASON + 10).endsWith(" ..."));
	}

	@Test
	void nameOfAListenerArrivesAsItWasSent() throws IOException {
		Offer offer = new Offer(new Generation(1, 1), List.of(new OfferedListener("a = b\n: c", "[::]:1")), List.of());
		assertThat(MessageCodec.decode(MessageCodec.encode(offer))).isEqualTo(offer);
	}

	@ParameterizedTest
	@MethodSource("messages")
	void fieldOfALaterVersionIsIgnored(Message message) throws IOException {
		String payload = StandardCharsets.UTF_8.decode(MessageCodec.encode(message)) + "later=something\n";
		assertThat(MessageCodec.decode(bytes(payload))).isEqualTo(message);
	}

	@Test
	void messageOfALaterVersionIsSkipped() throws IOException {
		assertThat(MessageCodec.decode(bytes("type=LATER\nfield=value\n"))).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "type=HELLO\nversion=1\npid=1\n", "type=HELLO\ntoken=t\npid=1\n",
			"type=HELLO\nversion=1\ntoken=t\n", "type=REFUSED\n", "type=FAILED\n", "type=OFFER\ngeneration=1\npid=1\n",
			"type=OFFER\npid=1\nlisteners=0\n", "type=OFFER\ngeneration=1\nlisteners=0\n",
			"type=OFFER\ngeneration=1\npid=1\nlisteners=1\nlistener.0.name=a\n",
			"type=OFFER\ngeneration=1\npid=1\nlisteners=1\nlistener.0.address=a\n", "type=EXPIRED\n", "type=DRAINING\n",
			"type=OFFER\ngeneration=1\npid=1\nlisteners=0\n",
			"type=OFFER\ngeneration=1\npid=1\nlisteners=0\ndraining=1\ndraining.0.pid=1\n",
			"version=1\ntoken=t\npid=1\n" })
	void messageThatLacksAFieldIsRefused(String payload) {
		assertThatIOException().isThrownBy(() -> MessageCodec.decode(bytes(payload)))
			.withMessageContaining("The peer sent a message without '");
	}

	@ParameterizedTest
	@ValueSource(strings = { "type=HELLO\nversion=one\ntoken=t\npid=1\n", "type=HELLO\nversion=1\ntoken=t\npid=\n",
			"type=HELLO\nversion=99999999999\ntoken=t\npid=1\n",
			"type=OFFER\ngeneration=1\npid=1\nlisteners=2000000000\n", "type=HELLO\\u00\n",
			"type=COMMITTED\ntrigger=t\nrequested-at=now\nduration=PT1S\n",
			"type=COMMITTED\ntrigger=t\nrequested-at=2026-01-01T00:00:00Z\nduration=long\n", "GET / HTTP/1.1\r\n\r\n",
			"" })
	void garbageIsRefused(String payload) {
		assertThatIOException().isThrownBy(() -> MessageCodec.decode(bytes(payload)))
			.withMessageStartingWith("The peer sent ");
	}

	@Test
	void bytesThatAreNoTextAreRefused() {
		byte[] bytes = new byte[256];
		for (int i = 0; i < bytes.length; i++) {
			bytes[i] = (byte) i;
		}
		assertThatIOException().isThrownBy(() -> MessageCodec.decode(ByteBuffer.wrap(bytes)));
	}

	private static ByteBuffer bytes(String payload) {
		return StandardCharsets.UTF_8.encode(payload);
	}

	private static ByteBuffer payload(String text) {
		return StandardCharsets.UTF_8.encode(text);
	}

}
