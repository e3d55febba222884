package dev.uninterruptible.posix;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link DescriptorPassing}, by the streams that use it.
 */
class DescriptorPassingTests {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@SuppressWarnings("NullAway.Init")
	private UnixStreamPair pair;

	@SuppressWarnings("NullAway.Init")
	private LoopbackServer server;

	@BeforeEach
	void open() throws IOException {
		this.pair = UnixStreamPair.open(this.directory);
		this.server = LoopbackServer.open();
	}

	@AfterEach
	void close() throws IOException {
		this.pair.close();
		this.server.close();
	}

	@Test
	void passedDescriptorAcceptsAfterItsSenderClosed() throws IOException {
		try (Descriptor passed = pass(1).getFirst(); LoopbackServer throwaway = LoopbackServer.open()) {
			passed.replace(throwaway.descriptor());
			try (SocketChannel waiting = this.server.connect()) {
				this.server.close();
				try (SocketChannel accepted = throwaway.channel().accept()) {
					assertThat(accepted.getRemoteAddress()).isEqualTo(waiting.getLocalAddress());
				}
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, DescriptorPassing.BATCH, DescriptorPassing.BATCH + 1, 100 })
	void allPassedDescriptorsArriveInTheirOrder(int count) throws IOException {
		try (LoopbackServer last = LoopbackServer.open()) {
			List<Descriptor> descriptors = new ArrayList<>(Collections.nCopies(count - 1, this.server.descriptor()));
			descriptors.add(last.descriptor());
			this.pair.client().sendDescriptors(descriptors, soon());
			List<Descriptor> received = this.pair.server().receiveDescriptors(count, soon());
			assertThat(received).hasSize(count).allMatch(Descriptor::isListeningStream);
			for (Descriptor descriptor : received.subList(0, count - 1)) {
				assertThat(descriptor.localAddress()).isEqualTo(this.server.address());
			}
			assertThat(received.getLast().localAddress()).isEqualTo(last.address());
			received.forEach(Descriptor::close);
		}
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void childProcessesDoNotInheritReceivedDescriptors() throws IOException {
		List<Descriptor> received = pass(DescriptorPassing.BATCH + 1);
		for (Descriptor descriptor : received) {
			assertThat(DescriptorFlags.closeOnExec(descriptor)).isTrue();
			descriptor.close();
		}
	}

	@Test
	void noneAreReceivedWithoutWaiting() throws IOException {
		assertThat(this.pair.server().receiveDescriptors(0, soon())).isEmpty();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void tooManyAreRefusedAndClosed() throws IOException {
		long before = socketsOfServer();
		this.pair.client().sendDescriptors(Collections.nCopies(5, this.server.descriptor()), soon());
		assertThatIOException().isThrownBy(() -> this.pair.server().receiveDescriptors(3, soon()))
			.withMessage("Expected 3 descriptors, got 5");
		assertThat(socketsOfServer()).isEqualTo(before);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void tooFewAreClosedWhenThePeerCloses() throws IOException {
		long before = socketsOfServer();
		this.pair.client().sendDescriptors(Collections.nCopies(5, this.server.descriptor()), soon());
		this.pair.client().close();
		assertThatExceptionOfType(EOFException.class)
			.isThrownBy(() -> this.pair.server().receiveDescriptors(6, soon()));
		assertThat(socketsOfServer()).isEqualTo(before);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void tooFewAreClosedWhenTheDeadlinePasses() throws IOException {
		long before = socketsOfServer();
		this.pair.client().sendDescriptors(Collections.nCopies(5, this.server.descriptor()), soon());
		assertThatExceptionOfType(SocketTimeoutException.class)
			.isThrownBy(() -> this.pair.server().receiveDescriptors(6, Deadline.after(Duration.ofMillis(50))));
		assertThat(socketsOfServer()).isEqualTo(before);
	}

	@Test
	void bytesWithoutDescriptorsAreRefused() throws IOException {
		this.pair.client().write(ByteBuffer.wrap(new byte[] { 1, 2, 3 }), soon());
		assertThatIOException().isThrownBy(() -> this.pair.server().receiveDescriptors(1, soon()))
			.withMessageContaining("passed 0 descriptors");
	}

	@Test
	void descriptorsThatWereClosedCannotBePassed() throws IOException {
		List<Descriptor> closed = List.of(new Descriptor(Integer.MAX_VALUE));
		assertThatExceptionOfType(PosixException.class)
			.isThrownBy(() -> this.pair.client().sendDescriptors(closed, soon()))
			.withMessageContaining("EBADF");
	}

	@Test
	void memoryOfTheKernelsSurvivesGarbageCollection() throws Exception {
		int rounds = 2000;
		List<Descriptor> descriptors = Collections.nCopies(3, this.server.descriptor());
		CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(descriptors, rounds));
		for (int i = 0; i < rounds; i++) {
			List<Descriptor> received = this.pair.server().receiveDescriptors(3, soon());
			assertThat(received).allMatch(Descriptor::isListeningStream);
			received.forEach(Descriptor::close);
			if (i % 200 == 0) {
				System.gc();
			}
		}
		sent.get(10, TimeUnit.SECONDS);
	}

	private void send(List<Descriptor> descriptors, int rounds) {
		try {
			for (int i = 0; i < rounds; i++) {
				this.pair.client().sendDescriptors(descriptors, soon());
			}
		}
		catch (IOException ex) {
			throw new CompletionException(ex);
		}
	}

	private List<Descriptor> pass(int count) throws IOException {
		this.pair.client().sendDescriptors(Collections.nCopies(count, this.server.descriptor()), soon());
		return this.pair.server().receiveDescriptors(count, soon());
	}

	private long socketsOfServer() throws IOException {
		return DescriptorFlags.countListening(this.server.address());
	}

	private static Deadline soon() {
		return Deadline.after(Duration.ofSeconds(10));
	}

}
