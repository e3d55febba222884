package dev.uninterruptible.it.web;

import java.io.IOException;

import dev.uninterruptible.testing.process.Sample;
import dev.uninterruptible.testing.process.ServerOptions;
import dev.uninterruptible.testing.process.ServerProcess;
import dev.uninterruptible.testing.process.Trigger;

/**
 * A sample as it is.
 */
final class RestartableServer implements Reloadable {

	private final ServerProcess server;

	RestartableServer(Sample sample) throws IOException {
		this.server = ServerProcess.start(
				ServerOptions.withTestEndpoints(sample, ServerOptions.NO_STANDBY, ServerOptions.UNLIMITED_KEEP_ALIVE));
	}

	@Override
	public int port() {
		return this.server.webPort();
	}

	@Override
	public void reload() throws IOException {
		this.server.restart(Trigger.USR1);
	}

	@Override
	public void close() {
		this.server.close();
	}

}
