package dev.uninterruptible.it.web;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.uninterruptible.testing.Await;
import dev.uninterruptible.testing.client.HttpReply;
import dev.uninterruptible.testing.client.HttpTarget;
import dev.uninterruptible.testing.process.Processes;
import dev.uninterruptible.testing.process.ServerDirectory;
import dev.uninterruptible.testing.process.ServerOptions;

/**
 * A server that is not ours: a process whose children serve, and which replaces them when
 * it gets a signal.
 */
final class PeerServer implements Reloadable {

	private final ServerDirectory directory = ServerDirectory.create();

	private final Process process;

	private final int port;

	private final String signal;

	private PeerServer(List<String> command, String configuration, String signal) throws IOException {
		this.signal = signal;
		this.port = ServerOptions.onFreePorts().webPort();
		Path file = this.directory.path().resolve("configuration");
		Files.writeString(file,
				configuration.replace("PORT", "" + this.port).replace("DIRECTORY", this.directory.path().toString()));
		List<String> all = new ArrayList<>(command);
		all.add(file.toString());
		ProcessBuilder builder = new ProcessBuilder(all).redirectInput(new File("/dev/null"))
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD);
		this.process = builder.start();
		Await.until(command.getFirst() + " answers",
				() -> HttpReply.get(this.port, "/hello/ready", HttpTarget.TIMEOUT).status() == 200);
	}

	/**
	 * Whether a program is there to be run.
	 * @param program its name
	 * @return whether a directory of the path has it
	 */
	static boolean isInstalled(String program) {
		return Stream.of(System.getenv("PATH").split(File.pathSeparator))
			.anyMatch((directory) -> Files.isExecutable(Path.of(directory, program)));
	}

	static PeerServer nginx() throws IOException {
		return new PeerServer(List.of("nginx", "-g", "daemon off;", "-c"), """
				worker_processes 2;
				pid DIRECTORY/pid;
				error_log DIRECTORY/log;
				events {
				}
				http {
					access_log off;
					keepalive_requests 1000000000;
					server {
						listen 127.0.0.1:PORT;
						location ~ ^/hello/(.*)$ {
							default_type text/plain;
							return 200 $1;
						}
					}
				}
				""", "HUP");
	}

	static PeerServer haproxy() throws IOException {
		return new PeerServer(List.of("haproxy", "-W", "-f"), """
				defaults
					mode http
					timeout client 60s
					timeout server 60s
					timeout connect 5s
				frontend web
					bind 127.0.0.1:PORT
					http-request return status 200 content-type text/plain lf-string %[path,field(3,/)]
				""", "USR2");
	}

	@Override
	public int port() {
		return this.port;
	}

	@Override
	public void reload() throws IOException {
		Set<Long> before = children();
		Processes.signal(this.signal, this.process.pid());
		Await.until("new processes serve", () -> !before.containsAll(children()) && children().size() >= before.size());
	}

	private Set<Long> children() {
		return this.process.children().map(ProcessHandle::pid).collect(Collectors.toSet());
	}

	@Override
	public void close() {
		List<ProcessHandle> children = this.process.descendants().toList();
		this.process.destroyForcibly();
		children.forEach(ProcessHandle::destroyForcibly);
		this.directory.delete();
	}

}
