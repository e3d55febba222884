package dev.uninterruptible.testing.load;

import dev.uninterruptible.testing.process.ServerProcess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A few clients of the echo server and of the web server, for as long as something else
 * happens.
 *
 * @param echo the clients of the echo server
 * @param http the clients of the web server
 */
public record Clients(Load echo, Load http) implements AutoCloseable {

	private static final int ECHO_CLIENTS = 4;

	private static final int HTTP_CLIENTS = 2;

	/**
	 * Starts them.
	 * @param server the server
	 * @return clients, each of which was served once
	 */
	public static Clients of(ServerProcess server) {
		return new Clients(new EchoLoad(ECHO_CLIENTS, server.echoPort()).paced().start(),
				new HttpLoad(HTTP_CLIENTS, server.webPort()).paced().start());
	}

	/**
	 * Waits until both servers have served a few more of them.
	 */
	public void awaitServed() {
		this.echo.awaitServed(50);
		this.http.awaitServed(10);
	}

	/**
	 * Ends them. Each was served, up to the last.
	 */
	public void assertNoneFailed() {
		assertThat(this.echo.stop().examples()).isEmpty();
		assertThat(this.http.stop().examples()).isEmpty();
	}

	/**
	 * Ends them. Each was served, up to the last; only a process that closes its
	 * application context may have answered that it is out of service, when it was asked
	 * for its health.
	 */
	public void assertNoneFailedButTheHealthOfTheOneThatExits() {
		assertThat(this.echo.stop().examples()).isEmpty();
		assertThat(this.http.stop().examples()).allMatch((example) -> example.contains("OUT_OF_SERVICE"));
	}

	/**
	 * Ends them. Nobody was refused, and each lost one connection at most: the one that a
	 * process had accepted which was killed.
	 */
	public void assertOnlyKilledConnectionsFailed() {
		assertOnlyKilledConnectionsFailed(this.echo.stop(), ECHO_CLIENTS);
		assertOnlyKilledConnectionsFailed(this.http.stop(), HTTP_CLIENTS);
	}

	private static void assertOnlyKilledConnectionsFailed(LoadReport report, int clients) {
		assertThat(report.failed(LoadReport.Failure.REFUSED)).as("%s", report.examples()).isZero();
		assertThat(report.failed(LoadReport.Failure.WRONG)).as("%s", report.examples()).isZero();
		assertThat(report.failed()).as("%s", report.examples()).isLessThanOrEqualTo(clients);
	}

	/**
	 * Nobody was refused, and each client lost one connection at most: the one that a
	 * killed process had accepted.
	 * @param report what they saw
	 * @param clients the number of clients
	 */
	public static void assertOneFailedAtMostOfEach(LoadReport report, int clients) {
		assertThat(report.failed(LoadReport.Failure.REFUSED)).as("%s", report.examples()).isZero();
		assertThat(report.failed(LoadReport.Failure.WRONG)).as("%s", report.examples()).isZero();
		assertThat(report.failed()).as("%s", report.examples()).isLessThanOrEqualTo(clients);
	}

	@Override
	public void close() {
		this.echo.close();
		this.http.close();
	}

}
