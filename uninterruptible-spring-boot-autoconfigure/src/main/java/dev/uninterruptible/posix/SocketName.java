package dev.uninterruptible.posix;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;

import jnr.constants.platform.AddressFamily;
import jnr.ffi.byref.IntByReference;
import org.jspecify.annotations.Nullable;

/**
 * The name of a socket as {@code getsockname(2)} tells it.
 *
 * @param family IPv4, IPv6 or Unix
 * @param address the local address
 */
record SocketName(ProtocolFamily family, SocketAddress address) {

	private static final int STORAGE_LENGTH = 128;

	private static final int PATH = 2;

	/**
	 * How the JDK writes paths.
	 */
	private static final Charset PATHS = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

	/**
	 * Read the name of a socket.
	 * @param descriptor the number of a descriptor
	 * @return the name, or {@code null} where the descriptor is not a socket of these
	 * families
	 */
	static @Nullable SocketName of(int descriptor) {
		byte[] name = new byte[STORAGE_LENGTH];
		IntByReference length = new IntByReference(STORAGE_LENGTH);
		if (Posix.library().getsockname(descriptor, name, length) != 0) {
			return null;
		}
		return parse(name);
	}

	private static @Nullable SocketName parse(byte[] name) {
		int family = Posix.isMacOs() ? Byte.toUnsignedInt(name[1])
				: ByteBuffer.wrap(name).order(ByteOrder.nativeOrder()).getShort();
		int port = Short.toUnsignedInt(ByteBuffer.wrap(name, 2, 2).getShort());
		if (family == AddressFamily.AF_INET.intValue()) {
			return of(StandardProtocolFamily.INET, Arrays.copyOfRange(name, 4, 8), port);
		}
		if (family == AddressFamily.AF_INET6.intValue()) {
			return of(StandardProtocolFamily.INET6, Arrays.copyOfRange(name, 8, 24), port);
		}
		if (family == AddressFamily.AF_UNIX.intValue()) {
			return ofUnix(path(name));
		}
		return null;
	}

	private static @Nullable SocketName ofUnix(String path) {
		try {
			return new SocketName(StandardProtocolFamily.UNIX, UnixDomainSocketAddress.of(path));
		}
		catch (InvalidPathException ex) {
			return null;
		}
	}

	private static String path(byte[] name) {
		int end = PATH;
		while (end < name.length && name[end] != 0) {
			end++;
		}
		return new String(name, PATH, end - PATH, PATHS);
	}

	/**
	 * Write the name of a Unix-domain socket as {@code bind(2)} takes it.
	 * @param path the path
	 * @return a {@code sockaddr_un}
	 */
	static byte[] of(Path path) {
		byte[] bytes = path.toString().getBytes(PATHS);
		ByteBuffer name = ByteBuffer.allocate(PATH + bytes.length + 1).order(ByteOrder.nativeOrder());
		short family = (short) AddressFamily.AF_UNIX.intValue();
		if (Posix.isMacOs()) {
			name.put((byte) name.capacity()).put((byte) family);
		}
		else {
			name.putShort(family);
		}
		return name.put(bytes).array();
	}

	private static SocketName of(ProtocolFamily family, byte[] address, int port) {
		try {
			return new SocketName(family, new InetSocketAddress(InetAddress.getByAddress(address), port));
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException("An address of %s bytes".formatted(address.length), ex);
		}
	}

}
