package dev.uninterruptible.posix;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import jnr.constants.platform.RLIMIT;
import jnr.posix.RLimit;

/**
 * Leaves this process few descriptors to open. Whatever the test needs must be loaded
 * before.
 */
public final class FewDescriptors implements Closeable {

	private static final int STANDARD_OUTPUT = 1;

	private static final int RESOURCE = RLIMIT.RLIMIT_NOFILE.intValue();

	private final List<Descriptor> taken = new ArrayList<>();

	private final int count;

	private final RLimit limit;

	private FewDescriptors(int count, RLimit limit) {
		this.count = count;
		this.limit = limit;
	}

	/**
	 * Begin.
	 * @param count how many are left
	 * @return what ends it when it is closed
	 * @throws IOException if the limit cannot be changed
	 */
	public static FewDescriptors leave(int count) throws IOException {
		FewDescriptors few = new FewDescriptors(count, Posix.CALLS.getrlimit(RESOURCE));
		Descriptor standardOutput = new Descriptor(STANDARD_OUTPUT);
		Descriptor highest = standardOutput.duplicate();
		few.taken.add(highest);
		int now = highest.number() + 64;
		Posix.check("setrlimit", Posix.CALLS.setrlimit(RESOURCE, now, few.limit.rlimMax()));
		try {
			while (true) {
				few.taken.add(standardOutput.duplicate());
			}
		}
		catch (PosixException ex) {
			for (int i = 0; i < count; i++) {
				few.taken.removeLast().close();
			}
		}
		return few;
	}

	int count() {
		return this.count;
	}

	@Override
	public void close() throws IOException {
		this.taken.forEach(Descriptor::close);
		Posix.check("setrlimit", Posix.CALLS.setrlimit(RESOURCE, this.limit.rlimCur(), this.limit.rlimMax()));
	}

}
