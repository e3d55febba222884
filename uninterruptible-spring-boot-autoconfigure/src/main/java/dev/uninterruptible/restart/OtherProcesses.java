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
			ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
		}

	};

	/**
	 * Return whether a process is alive, as far as this one can see.
	 */
	boolean isAlive(long pid);

	/**
	 * Send a process a TERM.
	 */
	void terminate(long pid);

}
