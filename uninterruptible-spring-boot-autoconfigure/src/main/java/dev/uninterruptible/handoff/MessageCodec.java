package dev.uninterruptible.handoff;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

import dev.uninterruptible.handoff.Message.Alive;
import dev.uninterruptible.handoff.Message.Committed;
import dev.uninterruptible.handoff.Message.Draining;
import dev.uninterruptible.handoff.Message.Expired;
import dev.uninterruptible.handoff.Message.Failed;
import dev.uninterruptible.handoff.Message.HandingOff;
import dev.uninterruptible.handoff.Message.Hello;
import dev.uninterruptible.handoff.Message.Leaving;
import dev.uninterruptible.handoff.Message.Offer;
import dev.uninterruptible.handoff.Message.OfferedListener;
import dev.uninterruptible.handoff.Message.Owned;
import dev.uninterruptible.handoff.Message.Ready;
import dev.uninterruptible.handoff.Message.Refused;
import dev.uninterruptible.handoff.Message.Starting;
import dev.uninterruptible.handoff.Message.Unwell;
import dev.uninterruptible.handoff.Message.WhoServes;
import dev.uninterruptible.handoff.Message.Yielded;
import dev.uninterruptible.listener.ConnectionTotals;
import org.jspecify.annotations.Nullable;

/**
 * Turns messages into the payload of a frame and back. A payload is a text in the format
 * of {@link Properties}: a field that a reader does not know is ignored, so that
 * predecessor and successor may be of different versions of this library.
 */
final class MessageCodec {

	private static final String TYPE = "type";

	private static final String DRAINING = "draining";

	private static final String REVISION = "revision";

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
				fields.setProperty(REVISION, Integer.toString(hello.revision()));
				fields.setProperty("application", hello.application());
			}
			case Refused refused -> {
				fields.setProperty(TYPE, "REFUSED");
				fields.setProperty("reason", refused.reason());
			}
			case Offer offer -> {
				fields.setProperty(TYPE, "OFFER");
				encodeOffer(offer, fields);
			}
			case Starting starting -> {
				fields.setProperty(TYPE, "STARTING");
				fields.setProperty("step", starting.step());
			}
			case Ready ready -> fields.setProperty(TYPE, "READY");
			case Alive alive -> fields.setProperty(TYPE, "ALIVE");
			case Unwell unwell -> {
				fields.setProperty(TYPE, "UNWELL");
				fields.setProperty("reason", unwell.reason());
			}
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
				encodeDraining(committed.draining(), fields);
			}
			case HandingOff handingOff -> {
				fields.setProperty(TYPE, "HANDING_OFF");
				fields.setProperty("successor", Long.toString(handingOff.successor()));
			}
			case Owned owned -> {
				fields.setProperty(TYPE, "OWNED");
				encodeListeners(owned.listeners(), fields);
			}
			case Leaving leaving -> {
				fields.setProperty(TYPE, "LEAVING");
				fields.setProperty("last", Boolean.toString(leaving.last()));
				fields.setProperty("served-by", Long.toString(leaving.servedBy()));
			}
			case Draining draining -> {
				fields.setProperty(TYPE, "DRAINING");
				fields.setProperty("connections", Integer.toString(draining.activeConnections()));
				fields.setProperty("accepted", Long.toString(draining.totals().accepted()));
				fields.setProperty("rejected", Long.toString(draining.totals().rejected()));
				fields.setProperty("errors", Long.toString(draining.totals().errors()));
			}
			case WhoServes asked -> fields.setProperty(TYPE, "WHO_SERVES");
			case Expired expired -> {
				fields.setProperty(TYPE, "EXPIRED");
				fields.setProperty("reason", expired.reason());
			}
		}
		return write(fields);
	}

	private static void encodeOffer(Offer offer, Properties fields) {
		fields.setProperty("generation", Integer.toString(offer.generation().number()));
		fields.setProperty("pid", Long.toString(offer.generation().pid()));
		encodeListeners(offer.listeners(), fields);
		encodeDraining(offer.draining(), fields);
		fields.setProperty(REVISION, Integer.toString(offer.revision()));
	}

	private static void encodeListeners(List<OfferedListener> listeners, Properties fields) {
		fields.setProperty("listeners", Integer.toString(listeners.size()));
		for (int i = 0; i < listeners.size(); i++) {
			OfferedListener listener = listeners.get(i);
			fields.setProperty("listener.%s.name".formatted(i), listener.name());
			fields.setProperty("listener.%s.address".formatted(i), listener.address());
			if (listener.fileKey() != null) {
				fields.setProperty("listener.%s.file".formatted(i), listener.fileKey());
			}
		}
	}

	private static void encodeDraining(List<DrainingGeneration> draining, Properties fields) {
		fields.setProperty(DRAINING, Integer.toString(draining.size()));
		for (int i = 0; i < draining.size(); i++) {
			DrainingGeneration generation = draining.get(i);
			fields.setProperty("draining.%s.generation".formatted(i),
					Integer.toString(generation.generation().number()));
			fields.setProperty("draining.%s.pid".formatted(i), Long.toString(generation.generation().pid()));
			fields.setProperty("draining.%s.socket".formatted(i), generation.address().path().toString());
			fields.setProperty("draining.%s.token".formatted(i), generation.address().token());
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
				case "HELLO" -> new Hello(integer(fields, "version"), field(fields, "token"), number(fields, "pid"),
						revision(fields), fields.getProperty("application", ""));
				case "REFUSED" -> new Refused(field(fields, "reason"));
				case "OFFER" -> decodeOffer(fields);
				case "STARTING" -> new Starting(field(fields, "step"));
				case "READY" -> new Ready();
				case "ALIVE" -> new Alive();
				case "UNWELL" -> new Unwell(field(fields, "reason"));
				case "HANDING_OFF" -> new HandingOff(number(fields, "successor"));
				case "OWNED" -> new Owned(decodeListeners(fields));
				case "LEAVING" -> new Leaving(Boolean.parseBoolean(field(fields, "last")), number(fields, "served-by"));
				case "FAILED" -> new Failed(field(fields, "reason"));
				case "YIELDED" -> new Yielded(Duration.parse(field(fields, "standby")));
				case "COMMITTED" ->
					new Committed(field(fields, "trigger"), Instant.parse(field(fields, "requested-at")),
							Duration.parse(field(fields, "duration")), decodeDraining(fields));
				case "DRAINING" ->
					new Draining(integer(fields, "connections"), new ConnectionTotals(number(fields, "accepted"),
							number(fields, "rejected"), number(fields, "errors")));
				case "WHO_SERVES" -> new WhoServes();
				case "EXPIRED" -> new Expired(field(fields, "reason"));
				default -> null;
			};
		}
		catch (RuntimeException ex) {
			throw new IOException("The peer sent what is no message of the handoff: " + ex.getMessage(), ex);
		}
	}

	private static Offer decodeOffer(Properties fields) throws IOException {
		return new Offer(new Generation(integer(fields, "generation"), number(fields, "pid")), decodeListeners(fields),
				decodeDraining(fields), revision(fields));
	}

	private static List<OfferedListener> decodeListeners(Properties fields) throws IOException {
		List<OfferedListener> listeners = new ArrayList<>();
		for (int i = 0; i < integer(fields, "listeners"); i++) {
			listeners.add(new OfferedListener(field(fields, "listener.%s.name".formatted(i)),
					field(fields, "listener.%s.address".formatted(i)),
					fields.getProperty("listener.%s.file".formatted(i))));
		}
		return listeners;
	}

	private static List<DrainingGeneration> decodeDraining(Properties fields) throws IOException {
		List<DrainingGeneration> draining = new ArrayList<>();
		for (int i = 0; i < integer(fields, DRAINING); i++) {
			HandoffAddress address = new HandoffAddress(Path.of(field(fields, "draining.%s.socket".formatted(i))),
					field(fields, "draining.%s.token".formatted(i)));
			draining.add(new DrainingGeneration(new Generation(integer(fields, "draining.%s.generation".formatted(i)),
					number(fields, "draining.%s.pid".formatted(i))), address));
		}
		return draining;
	}

	private static int revision(Properties fields) {
		return Integer.parseInt(fields.getProperty(REVISION, Integer.toString(Message.FIRST_REVISION)));
	}

	private static int integer(Properties fields, String name) throws IOException {
		return Integer.parseInt(field(fields, name));
	}

	private static long number(Properties fields, String name) throws IOException {
		return Long.parseLong(field(fields, name));
	}

	private static String field(Properties fields, String name) throws IOException {
		String value = fields.getProperty(name);
		if (value == null) {
			throw new IOException("The peer sent a message without '%s'".formatted(name));
		}
		return value;
	}

}
