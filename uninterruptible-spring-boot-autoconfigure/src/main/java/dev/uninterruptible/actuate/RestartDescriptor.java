package dev.uninterruptible.actuate;

import java.util.List;

import dev.uninterruptible.restart.RestartOutcome;
import dev.uninterruptible.restart.RestartOutcome.Failed;
import dev.uninterruptible.restart.RestartOutcome.Refused;
import dev.uninterruptible.restart.RestartOutcome.Succeeded;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Description of how a restart ended.
 *
 * @param outcome SUCCEEDED, FAILED, ROLLED_BACK or REFUSED
 * @param generation the successor's generation, after a success
 * @param pid the successor's process, after a success
 * @param milliseconds how long it took, unless it was refused
 * @param reason why it failed or was refused
 * @param log the successor's last lines of log, after a failure and where they can be had
 */
public record RestartDescriptor(String outcome, @Nullable Integer generation, @Nullable Long pid,
		@Nullable Long milliseconds, @Nullable String reason,
		@Nullable List<String> log) implements OperationResponseBody {

	static RestartDescriptor of(RestartOutcome outcome) {
		return switch (outcome) {
			case Succeeded succeeded -> new RestartDescriptor("SUCCEEDED", succeeded.generation(), succeeded.pid(),
					succeeded.duration().toMillis(), null, null);
			case Failed failed -> new RestartDescriptor(failed.rolledBack() ? "ROLLED_BACK" : "FAILED", null, null,
					failed.duration().toMillis(), failed.reason(), failed.log());
			case Refused refused -> new RestartDescriptor("REFUSED", null, null, null, refused.reason(), null);
		};
	}

}
