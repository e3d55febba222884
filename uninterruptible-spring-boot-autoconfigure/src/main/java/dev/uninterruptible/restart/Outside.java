package dev.uninterruptible.restart;

import dev.uninterruptible.launch.ProcessLauncher;

/**
 * All that the core does not decide but uses: a simulation puts its own here.
 *
 * @param inbox the thread that decides, and the time
 * @param threads where work is done that may take time
 * @param transport how the generations reach one another
 * @param processes the other processes of this machine
 * @param launcher launches successors
 * @param sockets the listening sockets and the connections
 * @param application what runs in this process
 */
record Outside(Inbox inbox, Threads threads, Transport transport, OtherProcesses processes, ProcessLauncher launcher,
		Sockets sockets, Application application) {

}
