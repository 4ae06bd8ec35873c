package io.sublet.agent.decide.watermark;

import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Where a rule stands. Times are since the machine was started. */
sealed interface RuleState {
    /**
     * Not in force.
     *
     * @param badSince for each subject whose number is bad, since when without a break
     * @param coolUntil until when the node has to cool down from the last time in force
     */
    record Watching(Map<String, Duration> badSince, Duration coolUntil) implements RuleState {
        static final Watching START = new Watching(Map.of(), Duration.ZERO);

        public Watching {
            badSince = Map.copyOf(badSince);
        }
    }

    /**
     * In force.
     *
     * @param since when it took effect
     * @param goodSince since when the restoring condition holds without a break
     * @param steppedAt when a step was taken last
     * @param throttled by uid, whom CPU was taken from
     */
    record InForce(
            Duration since,
            Optional<Duration> goodSince,
            Optional<Duration> steppedAt,
            Map<String, Throttled> throttled)
            implements RuleState {
        public InForce {
            throttled = Map.copyOf(throttled);
        }

        InForce stepped(Duration now, Map<String, Throttled> pods) {
            return new InForce(since, goodSince, Optional.of(now), pods);
        }

        InForce taking(Map<String, Throttled> pods) {
            return new InForce(since, goodSince, steppedAt, pods);
        }
    }

    /** The same of a rule that takes nothing: what it took before it was changed is no business of its any more. */
    default RuleState takingNothing() {
        return this instanceof InForce inForce ? inForce.taking(Map.of()) : this;
    }

    /**
     * How much is taken from a pod.
     *
     * @param base what it had before: its quota, or without one what it used
     * @param steps how often a share of what was left was taken
     */
    record Throttled(MilliCpu base, int steps) {}
}
