package io.sublet.extender.rank;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long a pod counts with its estimate at least, though a report already has usage of it. A pod that has just started has
 * not reached what it will use.
 *
 * @param afterScheduled from when it was scheduled; empty or zero is no time
 * @param afterInitialized from when its init containers were done, and then in place of the other
 * @param customizable whether a pod's annotations have a say
 */
public record PaddingTime(
        Optional<Duration> afterScheduled, Optional<Duration> afterInitialized, boolean customizable) {
    /** No longer than until a report covers the pod. */
    public static final PaddingTime NONE = new PaddingTime(Optional.empty(), Optional.empty(), false);

    /** When the time of the pod ends, if it has one. */
    Optional<Instant> end(AssignedPod pod) {
        Optional<Duration> initialized = time(pod.estimation().afterInitialized(), afterInitialized);
        if (initialized.isPresent() && pod.initialized().isPresent()) {
            return Optional.of(pod.initialized().get().plus(initialized.get()));
        }
        return time(pod.estimation().afterScheduled(), afterScheduled).map(pod.since()::plus);
    }

    private Optional<Duration> time(Optional<Duration> said, Optional<Duration> configured) {
        return (customizable ? said.or(() -> configured) : configured).filter(Duration::isPositive);
    }
}
