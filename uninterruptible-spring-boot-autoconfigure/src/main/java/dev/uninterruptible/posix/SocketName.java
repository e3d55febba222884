package dev.uninterruptible.posix;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

import jnr.constants.platform.AddressFamily;
import jnr.ffi.byref.IntByReference;
import org.jspecify.annotations.Nullable;

/**
 * The name of an Internet socket as {@code getsockname(2)} tells it.
 *
 * @param family IPv4 or IPv6
 * @param address the local address
 */
record SocketName(ProtocolFamily family, InetSocketAddress address) {

	private static final int STORAGE_LENGTH = 128;

	/**
	 * Read the name of a socket.
	 * @param descriptor the number of a descriptor
	 * @return the name, or {@code null} where the descriptor is not an Internet socket
	 */
	static @Nullable SocketName of(int descriptor) {
		byte[] name = new byte[STORAGE_LENGTH];
		IntByReference length = new IntByReference(STORAGE_LENGTH);
		if (Posix.sockets().getsockname(descriptor, name, length) != 0) {
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
		return null;
	}

	private static SocketName of(ProtocolFamily family, byte[] address, int port) {
		try {
			return new SocketName(family, new InetSocketAddress(InetAddress.getByAddress(address), port));
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException("An address of %d bytes".formatted(address.length), ex);
		}
	}

}
