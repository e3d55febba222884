package dev.uninterruptible.posix;

import java.io.Closeable;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import jnr.constants.platform.AddressFamily;
import jnr.constants.platform.Fcntl;
import jnr.constants.platform.Sock;
import jnr.constants.platform.SocketLevel;
import jnr.constants.platform.SocketOption;
import jnr.ffi.byref.IntByReference;
import org.jspecify.annotations.Nullable;

/**
 * A file descriptor of this process. Whoever received it closes it, once.
 */
public final class Descriptor implements Closeable {

	private static final int FD_CLOEXEC = 1;

	private final int number;

	private final AtomicBoolean closed = new AtomicBoolean();

	Descriptor(int number) {
		this.number = number;
	}

	/**
	 * Make a Unix-domain socket that listens at a path.
	 * @param path the path
	 * @param permissions who may connect: those who may write
	 * @param backlog how many connections may wait to be accepted
	 * @return the socket, for the caller to close
	 * @throws IOException if that is not possible
	 * @see SocketFile#at
	 */
	public static Descriptor listenAt(Path path, Set<PosixFilePermission> permissions, int backlog) throws IOException {
		Descriptor socket = new Descriptor(Posix.check("socket",
				Posix.library().socket(AddressFamily.AF_UNIX.intValue(), Sock.SOCK_STREAM.intValue(), 0)));
		try {
			socket.closeOnExec();
			SocketFile.bind(socket, path, permissions, backlog);
			return socket;
		}
		catch (IOException | RuntimeException | Error ex) {
			socket.close();
			throw ex;
		}
	}

	void bind(Path path) throws IOException {
		byte[] name = SocketName.of(path);
		Posix.check("bind", Posix.library().bind(this.number, name, name.length));
	}

	/**
	 * Return the descriptor's number.
	 * @return the number
	 */
	public int number() {
		return this.number;
	}

	/**
	 * Make the given descriptor another name of what this one names. What it named before
	 * is closed.
	 * @param target the descriptor to replace
	 * @throws IOException if that is not possible
	 */
	public void replace(Descriptor target) throws IOException {
		Posix.check("dup2", Posix.CALLS.dup2(this.number, target.number));
		target.closeOnExec();
	}

	/**
	 * Make another descriptor of what this one names.
	 * @return the new descriptor
	 * @throws IOException if the process has no descriptor left
	 */
	public Descriptor duplicate() throws IOException {
		Descriptor duplicate = new Descriptor(Posix.check("dup", Posix.CALLS.dup(this.number)));
		duplicate.closeOnExec();
		return duplicate;
	}

	void closeOnExec() throws IOException {
		Posix.check("fcntl(F_SETFD)", Posix.CALLS.fcntl(this.number, Fcntl.F_SETFD, FD_CLOEXEC));
	}

	/**
	 * Change how many connections may wait to be accepted, see {@code listen(2)}.
	 * @param backlog the length of the queue
	 * @throws IOException if this is not a socket that can listen
	 */
	public void listen(int backlog) throws IOException {
		Posix.check("listen", Posix.library().listen(this.number, backlog));
	}

	/**
	 * Return whether this is a stream socket that listens for connections.
	 * @return {@code true} if connections can be accepted from it
	 */
	public boolean isListeningStream() {
		return option(SocketOption.SO_TYPE) == Sock.SOCK_STREAM.intValue() && option(SocketOption.SO_ACCEPTCONN) == 1;
	}

	/**
	 * Return the local address of an Internet or Unix-domain socket. That of a
	 * Unix-domain socket is the path that it was bound to, whatever its file is called
	 * now.
	 * @return the address, or {@code null} where this is no such socket
	 */
	public @Nullable SocketAddress localAddress() {
		SocketName name = SocketName.of(this.number);
		return (name != null) ? name.address() : null;
	}

	/**
	 * Return the protocol family of an Internet or Unix-domain socket.
	 * @return the family, or {@code null} where this is no such socket
	 */
	public @Nullable ProtocolFamily family() {
		SocketName name = SocketName.of(this.number);
		return (name != null) ? name.family() : null;
	}

	private int option(SocketOption option) {
		byte[] value = new byte[Integer.BYTES];
		IntByReference length = new IntByReference(value.length);
		int result = Posix.library()
			.getsockopt(this.number, SocketLevel.SOL_SOCKET.intValue(), option.intValue(), value, length);
		return (result == 0) ? ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt() : -1;
	}

	/**
	 * Close the descriptor. A second call does nothing, so that a number that meanwhile
	 * belongs to somebody else stays open.
	 */
	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			Posix.CALLS.close(this.number);
		}
	}

	@Override
	public String toString() {
		return "descriptor " + this.number;
	}

}
