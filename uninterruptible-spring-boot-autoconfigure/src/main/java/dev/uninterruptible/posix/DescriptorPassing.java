package dev.uninterruptible.posix;

import java.io.EOFException;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

import jnr.constants.platform.Errno;
import jnr.constants.platform.SocketLevel;
import jnr.posix.CmsgHdr;
import jnr.posix.MsgHdr;
import jnr.unixsocket.UnixSocketOptions;

/**
 * Passes descriptors over a Unix-domain socket by SCM_RIGHTS, see {@code unix(7)} and
 * {@code cmsg(3)}. Each message is one byte with up to {@value #BATCH} descriptors.
 */
final class DescriptorPassing {

	/**
	 * The kernel takes up to 253 a message. With 32 the control data stays under the 256
	 * bytes up to which jnr-ffi allocates from one page that the message header keeps
	 * alive, so that no memory which only the kernel knows of is freed during the call.
	 */
	static final int BATCH = 32;

	private static final int SCM_RIGHTS = 1;

	private static final int MSG_CMSG_CLOEXEC = Posix.isLinux() ? 0x40000000 : 0;

	private static final int MSG_CTRUNC = Posix.isLinux() ? 0x8 : 0x20;

	private final int socket;

	private final Timeout timeout;

	/**
	 * Create it for a socket.
	 * @param socket the number of the socket's descriptor
	 * @param timeout called before each message
	 */
	DescriptorPassing(int socket, Timeout timeout) {
		this.socket = socket;
		this.timeout = timeout;
	}

	void send(List<Descriptor> descriptors, Deadline deadline) throws IOException {
		for (int from = 0; from < descriptors.size(); from += BATCH) {
			this.timeout.set(UnixSocketOptions.SO_SNDTIMEO, deadline);
			sendBatch(descriptors.subList(from, Math.min(from + BATCH, descriptors.size())));
		}
	}

	private void sendBatch(List<Descriptor> descriptors) throws IOException {
		ByteBuffer numbers = ByteBuffer.allocate(descriptors.size() * Integer.BYTES).order(ByteOrder.nativeOrder());
		descriptors.forEach((descriptor) -> numbers.putInt(descriptor.number()));
		ByteBuffer data = ByteBuffer.allocateDirect(1);
		MsgHdr message = message(data);
		CmsgHdr control = message.allocateControl(numbers.capacity());
		try {
			control.setLevel(SocketLevel.SOL_SOCKET.intValue());
			control.setType(SCM_RIGHTS);
			control.setData(numbers.flip());
			int result;
			do {
				result = Posix.CALLS.sendmsg(this.socket, message, 0);
			}
			while (result < 0 && Posix.CALLS.errno() == Errno.EINTR.intValue());
			if (result < 0 && Posix.CALLS.errno() == Errno.EAGAIN.intValue()) {
				throw new SocketTimeoutException("The peer took too long to take its descriptors");
			}
			Posix.check("sendmsg", result);
		}
		finally {
			Reference.reachabilityFence(data);
			Reference.reachabilityFence(message);
			Reference.reachabilityFence(control);
		}
	}

	List<Descriptor> receive(int count, Deadline deadline) throws IOException {
		List<Descriptor> received = new ArrayList<>();
		try {
			while (received.size() < count) {
				this.timeout.set(UnixSocketOptions.SO_RCVTIMEO, deadline);
				receiveBatch(received);
			}
			if (received.size() > count) {
				throw new IOException("Expected %s descriptors, got %s".formatted(count, received.size()));
			}
			return List.copyOf(received);
		}
		catch (IOException | RuntimeException | Error ex) {
			received.forEach(Descriptor::close);
			throw ex;
		}
	}

	private void receiveBatch(List<Descriptor> received) throws IOException {
		ByteBuffer data = ByteBuffer.allocateDirect(1);
		MsgHdr message = message(data);
		CmsgHdr control = message.allocateControl(BATCH * Integer.BYTES);
		try {
			int result;
			do {
				result = Posix.CALLS.recvmsg(this.socket, message, MSG_CMSG_CLOEXEC);
			}
			while (result < 0 && Posix.CALLS.errno() == Errno.EINTR.intValue());
			if (result < 0 && Posix.CALLS.errno() == Errno.EAGAIN.intValue()) {
				throw new SocketTimeoutException("The peer took too long to pass its descriptors");
			}
			Posix.check("recvmsg", result);
			int before = received.size();
			if (message.getControlLen() > 0) {
				addDescriptors(control, received);
			}
			if (result == 0) {
				throw new EOFException("The peer closed the connection before it passed all descriptors");
			}
			if (received.size() == before || (message.getFlags() & MSG_CTRUNC) != 0) {
				throw new IOException("The peer passed %s descriptors in one message, not 1 to %s"
					.formatted(received.size() - before, BATCH));
			}
		}
		finally {
			Reference.reachabilityFence(data);
			Reference.reachabilityFence(message);
			Reference.reachabilityFence(control);
		}
	}

	private static void addDescriptors(CmsgHdr control, List<Descriptor> received) throws IOException {
		ByteBuffer numbers = control.getData();
		if (control.getLevel() != SocketLevel.SOL_SOCKET.intValue() || control.getType() != SCM_RIGHTS
				|| numbers == null) {
			return;
		}
		numbers.order(ByteOrder.nativeOrder());
		int before = received.size();
		while (numbers.remaining() >= Integer.BYTES) {
			received.add(new Descriptor(numbers.getInt()));
		}
		for (Descriptor descriptor : received.subList(before, received.size())) {
			descriptor.closeOnExec();
		}
	}

	/**
	 * The buffers come before the control data: see {@link #BATCH}.
	 */
	private static MsgHdr message(ByteBuffer data) {
		MsgHdr message = Posix.CALLS.allocateMsgHdr();
		message.setIov(new ByteBuffer[] { data });
		return message;
	}

	/**
	 * Lets no call wait beyond a deadline.
	 */
	interface Timeout {

		void set(SocketOption<Integer> option, Deadline deadline) throws IOException;

	}

}
