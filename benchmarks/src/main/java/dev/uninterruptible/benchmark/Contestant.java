package dev.uninterruptible.benchmark;

import java.io.IOException;

/**
 * The servers that are compared. All echo what they are sent until the client sends no
 * more, then close the connection.
 */
enum Contestant {

	/**
	 * The hand-written loop: what the others are compared with.
	 */
	HAND_WRITTEN("a", "hand-written loop") {

		@Override
		int serve() throws IOException {
			return HandWrittenServer.start(HandWrittenServer::block, Thread.ofPlatform());
		}

	},

	/**
	 * The same once more.
	 */
	HAND_WRITTEN_AGAIN("a'", "hand-written loop, again") {

		@Override
		int serve() throws IOException {
			return HandWrittenServer.start(HandWrittenServer::block, Thread.ofPlatform());
		}

	},

	/**
	 * The SocketServer that nobody observes.
	 */
	SOCKET_SERVER("b", "SocketServer") {

		@Override
		int serve() throws IOException {
			return PlainSocketServer.start();
		}

	},

	/**
	 * The SocketServer of an application with Actuator: with metrics, observations and
	 * the MDC.
	 */
	OBSERVED("c", "SocketServer, observed") {

		@Override
		int serve() {
			return ObservedSocketServer.start();
		}

	},

	/**
	 * The hand-written loop that waits in a selector, as the SocketServer does.
	 */
	SELECTING("s", "hand-written loop, selecting") {

		@Override
		int serve() throws IOException {
			return HandWrittenServer.start(HandWrittenServer::select, Thread.ofPlatform());
		}

	},

	/**
	 * The hand-written loop on a virtual thread.
	 */
	VIRTUAL("v", "hand-written loop on a virtual thread") {

		@Override
		int serve() throws IOException {
			return HandWrittenServer.start(HandWrittenServer::block, Thread.ofVirtual());
		}

	},

	/**
	 * The hand-written loop on two threads.
	 */
	TWO_THREADS("2", "hand-written loop on two threads") {

		@Override
		int serve() throws IOException {
			return HandWrittenServer.start(HandWrittenServer::block, Thread.ofPlatform(), Thread.ofPlatform());
		}

	},

	/**
	 * Netty, on epoll where there is one.
	 */
	NETTY("d", "Netty") {

		@Override
		int serve() throws IOException {
			return NettyServer.start();
		}

	};

	/**
	 * How many connections may wait to be accepted: more than there are clients.
	 */
	static final int BACKLOG = 4096;

	private final String letter;

	private final String title;

	Contestant(String letter, String title) {
		this.letter = letter;
		this.title = title;
	}

	String letter() {
		return this.letter;
	}

	String title() {
		return this.title;
	}

	/**
	 * Start to serve on threads that keep the process alive.
	 * @return the port
	 */
	abstract int serve() throws IOException;

}
