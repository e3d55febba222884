package dev.uninterruptible.restart;

/**
 * What this process can find out of and do to another one that it has no connection to.
 */
interface OtherProcesses {

	/**
	 * The processes of the operating system.
	 */
	OtherProcesses OF_THE_SYSTEM = new OtherProcesses() {

		@Override
		public boolean isAlive(long pid) {
			return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
		}

		@Override
		public void terminate(long pid) {
			ProcessHandle.of(pid).filter(this::mayHaveServedBefore).ifPresent(ProcessHandle::destroy);
		}

		/**
		 * The pid of a process that is gone may be another's by now.
		 */
		private boolean mayHaveServedBefore(ProcessHandle process) {
			ProcessHandle.Info own = ProcessHandle.current().info();
			ProcessHandle.Info other = process.info();
			return own.user().equals(other.user()) && own.startInstant()
				.flatMap((start) -> other.startInstant().map((instant) -> !instant.isAfter(start)))
				.orElse(false);
		}

	};

	/**
	 * Return whether a process is alive, as far as this one can see.
	 */
	boolean isAlive(long pid);

	/**
	 * Send a TERM to a process that served before this one: nothing happens if it is of
	 * another user, or younger than this one.
	 */
	void terminate(long pid);

}
