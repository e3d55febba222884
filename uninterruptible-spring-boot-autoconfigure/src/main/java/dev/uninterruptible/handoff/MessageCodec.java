package dev.uninterruptible.handoff;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

import dev.uninterruptible.handoff.Message.Alive;
import dev.uninterruptible.handoff.Message.Committed;
import dev.uninterruptible.handoff.Message.Failed;
import dev.uninterruptible.handoff.Message.Hello;
import dev.uninterruptible.handoff.Message.Offer;
import dev.uninterruptible.handoff.Message.OfferedListener;
import dev.uninterruptible.handoff.Message.Ready;
import dev.uninterruptible.handoff.Message.Refused;
import dev.uninterruptible.handoff.Message.Yielded;
import org.jspecify.annotations.Nullable;

/**
 * Turns messages into the payload of a frame and back. A payload is a text in the format
 * of {@link Properties}: a field that a reader does not know is ignored, so that
 * predecessor and successor may be of different versions of this library.
 */
final class MessageCodec {

	private static final String TYPE = "type";

	private MessageCodec() {
	}

	static ByteBuffer encode(Message message) {
		Properties fields = new Properties();
		switch (message) {
			case Hello hello -> {
				fields.setProperty(TYPE, "HELLO");
				fields.setProperty("version", Integer.toString(hello.version()));
				fields.setProperty("token", hello.token());
				fields.setProperty("pid", Long.toString(hello.pid()));
			}
			case Refused refused -> {
				fields.setProperty(TYPE, "REFUSED");
				fields.setProperty("reason", refused.reason());
			}
			case Offer offer -> {
				fields.setProperty(TYPE, "OFFER");
				encodeOffer(offer, fields);
			}
			case Ready ready -> fields.setProperty(TYPE, "READY");
			case Alive alive -> fields.setProperty(TYPE, "ALIVE");
			case Failed failed -> {
				fields.setProperty(TYPE, "FAILED");
				fields.setProperty("reason", failed.reason());
			}
			case Yielded yielded -> {
				fields.setProperty(TYPE, "YIELDED");
				fields.setProperty("standby", yielded.standby().toString());
			}
			case Committed committed -> {
				fields.setProperty(TYPE, "COMMITTED");
				fields.setProperty("trigger", committed.trigger());
				fields.setProperty("requested-at", committed.requestedAt().toString());
				fields.setProperty("duration", committed.duration().toString());
			}
		}
		return write(fields);
	}

	private static void encodeOffer(Offer offer, Properties fields) {
		fields.setProperty("generation", Integer.toString(offer.generation()));
		fields.setProperty("pid", Long.toString(offer.pid()));
		fields.setProperty("listeners", Integer.toString(offer.listeners().size()));
		for (int i = 0; i < offer.listeners().size(); i++) {
			fields.setProperty("listener.%d.name".formatted(i), offer.listeners().get(i).name());
			fields.setProperty("listener.%d.address".formatted(i), offer.listeners().get(i).address());
		}
	}

	private static ByteBuffer write(Properties fields) {
		StringWriter text = new StringWriter();
		try {
			fields.store(text, null);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		return StandardCharsets.UTF_8.encode(text.toString());
	}

	/**
	 * Read a payload.
	 * @param payload the payload
	 * @return the message, or {@code null} where this version does not know its type
	 * @throws IOException if the payload is not a message, or lacks a field
	 */
	static @Nullable Message decode(ByteBuffer payload) throws IOException {
		Properties fields = new Properties();
		try {
			fields.load(new StringReader(StandardCharsets.UTF_8.decode(payload).toString()));
			return switch (field(fields, TYPE)) {
				case "HELLO" ->
					new Hello(integer(fields, "version"), field(fields, "token"), Long.parseLong(field(fields, "pid")));
				case "REFUSED" -> new Refused(field(fields, "reason"));
				case "OFFER" -> decodeOffer(fields);
				case "READY" -> new Ready();
				case "ALIVE" -> new Alive();
				case "FAILED" -> new Failed(field(fields, "reason"));
				case "YIELDED" -> new Yielded(Duration.parse(field(fields, "standby")));
				case "COMMITTED" -> new Committed(field(fields, "trigger"),
						Instant.parse(field(fields, "requested-at")), Duration.parse(field(fields, "duration")));
				default -> null;
			};
		}
		catch (RuntimeException ex) {
			throw new IOException("The peer sent what is no message of the handoff: " + ex.getMessage(), ex);
		}
	}

	private static Offer decodeOffer(Properties fields) throws IOException {
		List<OfferedListener> listeners = new ArrayList<>();
		for (int i = 0; i < integer(fields, "listeners"); i++) {
			listeners.add(new OfferedListener(field(fields, "listener.%d.name".formatted(i)),
					field(fields, "listener.%d.address".formatted(i))));
		}
		return new Offer(integer(fields, "generation"), Long.parseLong(field(fields, "pid")), listeners);
	}

	private static int integer(Properties fields, String name) throws IOException {
		return Integer.parseInt(field(fields, name));
	}

	private static String field(Properties fields, String name) throws IOException {
		String value = fields.getProperty(name);
		if (value == null) {
			throw new IOException("The peer sent a message without '%s'".formatted(name));
		}
		return value;
	}

}
