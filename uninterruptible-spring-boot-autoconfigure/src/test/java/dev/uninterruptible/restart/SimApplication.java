package dev.uninterruptible.restart;

import dev.uninterruptible.RestartEvent;
import org.jspecify.annotations.Nullable;

/**
 * The application of a simulated process, which is not always well.
 */
final class SimApplication implements Application {

	private final SimProcess process;

	private final SimWorld world;

	private boolean unwell;

	SimApplication(SimProcess process) {
		this.process = process;
		this.world = process.world();
	}

	void unwell(boolean unwell) {
		this.unwell = unwell;
	}

	@Override
	public @Nullable String veto() {
		if (this.world.fault(0.02)) {
			throw new SimFault("no veto");
		}
		return this.world.fault(0.03) ? "not now" : null;
	}

	@Override
	public void hear(RestartEvent event) {
		if (this.world.fault(0.03)) {
			throw new SimFault("deaf");
		}
	}

	@Override
	public void refuseTraffic() {
		if (this.world.fault(0.03)) {
			throw new SimFault("deaf");
		}
	}

	@Override
	public @Nullable String failure() {
		return (this.unwell || this.world.isEverybodyUnwell()) ? "its health is DOWN" : null;
	}

	@Override
	public void exit(int status) {
		if (this.process.hasNoThreads()) {
			throw new SimFault("no thread to exit");
		}
		this.process.exiting();
		if (!this.world.fault(0.05)) {
			this.world.after(this.world.millis(1, 2000), () -> this.process.exit(status));
		}
	}

	@Override
	public void halt(int status) {
		this.process.halted();
		this.process.exit(status);
	}

}
