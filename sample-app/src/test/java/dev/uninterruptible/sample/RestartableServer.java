package dev.uninterruptible.sample;

import java.io.IOException;

/**
 * The sample as it is.
 */
final class RestartableServer implements Reloadable {

	private final ServerProcess server;

	RestartableServer() throws IOException {
		this.server = ServerProcess
			.start(ServerOptions.withTestEndpoints(ServerOptions.NO_STANDBY, ServerOptions.UNLIMITED_KEEP_ALIVE));
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
