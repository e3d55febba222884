package dev.uninterruptible.it.web;

import java.io.File;
import java.io.IOException;
import java.util.List;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.client.HttpReply;
import dev.uninterruptible.testing.client.HttpTarget;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.Sample;
import dev.uninterruptible.testing.process.ServerDirectory;
import dev.uninterruptible.testing.process.ServerOptions;

/**
 * A sample without anything of ours. A new process can bind the port only after the old
 * one, asked by TERM to shut down gracefully, is gone.
 */
final class StockServer implements Reloadable {

	private final ServerDirectory directory = ServerDirectory.create();

	private final int port;

	private final List<String> command;

	private Process process;

	StockServer(Sample sample) throws IOException {
		ServerOptions options = ServerOptions.withTestEndpoints(sample, "--uninterruptible.enabled=false",
				"--server.shutdown=graceful", ServerOptions.UNLIMITED_KEEP_ALIVE);
		this.port = options.webPort();
		this.command = options.toCommand(this.directory.temporary(), this.directory.pidfile());
		this.process = start();
	}

	private Process start() throws IOException {
		ProcessBuilder builder = new ProcessBuilder(this.command).redirectInput(new File("/dev/null"))
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD);
		builder.environment().put(Processes.MARK, this.directory.path().toString());
		Process started = builder.start();
		Await.until("the server answers",
				() -> HttpReply.get(this.port, "/hello/ready", HttpTarget.TIMEOUT).status() == 200);
		return started;
	}

	@Override
	public int port() {
		return this.port;
	}

	@Override
	public void reload() throws IOException {
		Processes.signal("TERM", this.process.pid());
		Await.until("the server has shut down", () -> !this.process.isAlive());
		this.process = start();
	}

	@Override
	public void close() {
		Processes.killAll(this.directory.path());
		this.directory.delete();
	}

}
