package dev.uninterruptible.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A server in a process of its own, seen from the process of the clients.
 */
final class ServerProcess implements AutoCloseable {

	/**
	 * The same for all. All of the heap is resident from the start, so that what becomes
	 * resident later is outside of it.
	 */
	static final List<String> JVM_OPTIONS = List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch",
			"--enable-native-access=ALL-UNNAMED");

	private final Process process;

	private final BufferedReader out;

	private final int port;

	private ServerProcess(Process process) throws IOException {
		this.process = process;
		this.out = process.inputReader(StandardCharsets.UTF_8);
		this.port = Integer.parseInt(readLine());
	}

	static ServerProcess start(Contestant contestant) {
		Path java = Path.of(System.getProperty("java.home"), "bin", "java");
		ProcessBuilder builder = new ProcessBuilder(java.toString());
		builder.command().addAll(JVM_OPTIONS);
		builder.command()
			.addAll(List.of("-cp", System.getProperty("java.class.path"), ServerMain.class.getName(),
					contestant.name()));
		builder.redirectError(Redirect.INHERIT);
		try {
			return new ServerProcess(builder.start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	InetSocketAddress address() {
		return new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port);
	}

	/**
	 * Return how long processors have worked for it.
	 */
	Duration processorTime() {
		return this.process.info().totalCpuDuration().orElse(Duration.ZERO);
	}

	/**
	 * Have garbage collected, and return what is left.
	 */
	Memory memory() throws IOException {
		this.process.outputWriter().append('\n').flush();
		return Memory.ofLine(readLine());
	}

	private String readLine() throws IOException {
		String line = this.out.readLine();
		if (line == null) {
			throw new IOException("The server's process has ended");
		}
		return line;
	}

	@Override
	public void close() {
		try {
			this.process.outputWriter().close();
			this.process.waitFor();
		}
		catch (IOException | InterruptedException ex) {
			this.process.destroyForcibly();
		}
	}

}
