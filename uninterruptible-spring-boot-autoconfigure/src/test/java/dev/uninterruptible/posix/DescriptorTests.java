package dev.uninterruptible.posix;

import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Descriptor}.
 */
@EnabledOnOs(OS.LINUX)
class DescriptorTests {

	private static final int MANY = 64;

	private static final Descriptor NEVER_OPEN = new Descriptor(Integer.MAX_VALUE);

	@Test
	void replaceMakesTheTargetNameTheSameSocket() throws IOException {
		try (LoopbackServer server = LoopbackServer.open();
				LoopbackServer throwaway = LoopbackServer.open();
				Descriptor target = PassedDescriptors.of(throwaway.channel())) {
			server.descriptor().replace(target);
			assertThat(target.localAddress()).isEqualTo(server.address());
		}
	}

	@Test
	void replaceKeepsTheTargetFromChildProcesses() throws IOException {
		try (LoopbackServer server = LoopbackServer.open();
				LoopbackServer throwaway = LoopbackServer.open();
				Descriptor target = PassedDescriptors.of(throwaway.channel())) {
			server.descriptor().replace(target);
			assertThat(DescriptorFlags.closeOnExec(target)).isTrue();
		}
	}

	@Test
	void duplicateNamesTheSameSocketAndIsClosedByItself() throws IOException {
		try (LoopbackServer server = LoopbackServer.open()) {
			try (Descriptor duplicate = server.descriptor().duplicate()) {
				assertThat(duplicate.number()).isNotEqualTo(server.descriptor().number());
				assertThat(duplicate.localAddress()).isEqualTo(server.address());
				assertThat(DescriptorFlags.closeOnExec(duplicate)).isTrue();
			}
			assertThat(server.descriptor().isListeningStream()).isTrue();
		}
	}

	@Test
	void duplicateOfWhatIsNotOpenThrows() {
		assertThatExceptionOfType(PosixException.class).isThrownBy(NEVER_OPEN::duplicate);
	}

	@Test
	void replaceByWhatIsNotOpenThrows() throws IOException {
		try (LoopbackServer server = LoopbackServer.open()) {
			Descriptor target = server.descriptor();
			assertThatExceptionOfType(PosixException.class).isThrownBy(() -> NEVER_OPEN.replace(target))
				.withMessageContaining("dup2")
				.withMessageContaining("EBADF");
			assertThat(target.isListeningStream()).isTrue();
		}
	}

	@Test
	void closeClosesTheDescriptor() throws IOException {
		try (LoopbackServer server = LoopbackServer.open()) {
			Descriptor descriptor = PassedDescriptors.of(server.channel());
			assertThat(DescriptorFlags.isOpen(descriptor)).isTrue();
			descriptor.close();
			assertThat(descriptor.isListeningStream()).isFalse();
			assertThat(server.descriptor().isListeningStream()).isTrue();
		}
	}

	@Test
	void closeTwiceLeavesTheNumberToItsNextOwner() throws IOException {
		List<Descriptor> others = new ArrayList<>();
		try (LoopbackServer server = LoopbackServer.open()) {
			Descriptor descriptor = PassedDescriptors.of(server.channel());
			descriptor.close();
			Predicate<Descriptor> sameNumber = (other) -> other.number() == descriptor.number();
			while (others.size() < MANY && others.stream().noneMatch(sameNumber)) {
				others.add(PassedDescriptors.of(server.channel()));
			}
			Descriptor nextOwner = others.stream().filter(sameNumber).findFirst().orElseThrow();
			descriptor.close();
			assertThat(nextOwner.isListeningStream()).isTrue();
		}
		finally {
			others.forEach(Descriptor::close);
		}
	}

	@Test
	void isListeningStreamIsTrueForAListeningSocket() throws IOException {
		try (LoopbackServer server = LoopbackServer.open()) {
			assertThat(server.descriptor().isListeningStream()).isTrue();
		}
	}

	@Test
	void isListeningStreamIsFalseForAcceptedAndConnectedSockets() throws IOException {
		try (LoopbackServer server = LoopbackServer.open();
				SocketChannel client = server.connect();
				SocketChannel accepted = server.channel().accept()) {
			Set<InetSocketAddress> addresses = Set.of(server.address(), (InetSocketAddress) client.getLocalAddress());
			List<Descriptor> connected = open(
					(descriptor) -> descriptor.localAddress() != null && addresses.contains(descriptor.localAddress()));
			assertThat(accepted.isConnected()).isTrue();
			assertThat(connected).hasSize(3).filteredOn(Descriptor::isListeningStream).hasSize(1);
		}
	}

	@Test
	void isListeningStreamIsFalseForADatagramSocket() throws IOException {
		try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET)) {
			channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			InetSocketAddress address = (InetSocketAddress) channel.getLocalAddress();
			List<Descriptor> found = open((descriptor) -> address.equals(descriptor.localAddress()));
			assertThat(found).isNotEmpty().noneMatch(Descriptor::isListeningStream);
		}
	}

	@Test
	void fileIsNoSocket(@TempDir Path directory) throws IOException {
		Path file = Files.createFile(directory.resolve("file"));
		try (FileInputStream stream = new FileInputStream(file.toFile())) {
			List<Descriptor> found = open((descriptor) -> isFile(descriptor, file));
			assertThat(stream.getFD().valid()).isTrue();
			assertThat(found).singleElement().satisfies((descriptor) -> {
				assertThat(descriptor.isListeningStream()).isFalse();
				assertThat(descriptor.localAddress()).isNull();
				assertThat(descriptor.family()).isNull();
			});
		}
	}

	@Test
	void listenOnWhatCannotListenThrows() {
		assertThatExceptionOfType(PosixException.class).isThrownBy(() -> NEVER_OPEN.listen(1))
			.withMessageContaining("listen");
	}

	private static boolean isFile(Descriptor descriptor, Path file) {
		try {
			return Files.isSameFile(Path.of("/proc/self/fd", Integer.toString(descriptor.number())), file);
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static List<Descriptor> open(Predicate<Descriptor> wanted) throws IOException {
		List<Descriptor> open = new ArrayList<>();
		try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
			for (Path entry : entries) {
				Descriptor descriptor = new Descriptor(Integer.parseInt(String.valueOf(entry.getFileName())));
				if (wanted.test(descriptor)) {
					open.add(descriptor);
				}
			}
		}
		return open;
	}

}
