package io.sublet.model.slo;

import io.sublet.model.pod.PodSelector;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.unit.Percent;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/**
 * What a node does when a number passes a mark. The rule takes effect when the trigger has held for its time, and ends when the
 * restoring condition has held for its time; after that it rests for the cool-down. A number that is missing counts as neither.
 *
 * @param name unique among the rules of a node
 * @param signal the number
 * @param comparison which side of the mark is bad
 * @param trigger when it takes effect
 * @param restore when it ends; its mark is not on the bad side of the trigger's
 * @param response what is done
 * @param coolDown time after the end in which it does not take effect again
 * @param dryRun only say what would be done
 */
public record WatermarkRule(
        String name,
        Signal signal,
        Comparison comparison,
        Mark trigger,
        Mark restore,
        Response response,
        Duration coolDown,
        boolean dryRun) {
    /** A number that an agent knows or can ask for. */
    public sealed interface Signal {
        /** What the agent measures of the node. */
        record OfNode(WatermarkMetric metric) implements Signal {}

        /** What the agent measures of the pods of one class together. */
        record OfTier(WatermarkMetric metric, PriorityClass tier) implements Signal {}

        /** What the agent measures of each of these pods. */
        record OfPods(WatermarkMetric metric, PodSelector pods) implements Signal {}

        /** The single number that a Prometheus query answers; {@code $node} in it is the node's name. */
        record PrometheusQuery(String query) implements Signal {}

        /** A metric that each of these pods itself serves in Prometheus' text form, over plain HTTP. */
        record PodEndpoint(int port, String path, String metric, PodSelector pods) implements Signal {}
    }

    /** Which side of a mark is bad. */
    public enum Comparison {
        ABOVE("Above"),
        BELOW("Below");

        private final String wireName;

        Comparison(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }

        public static Optional<Comparison> parse(String text) {
            for (Comparison comparison : values()) {
                if (comparison.wireName.equals(text)) {
                    return Optional.of(comparison);
                }
            }
            return Optional.empty();
        }
    }

    /** A number, and how long the comparison with it must hold without a break. */
    public record Mark(BigDecimal value, Duration holds) {}

    /** What is done. Throttling and evicting take pods as PodQoS and their classes permit. */
    public sealed interface Response {
        /** Takes no more batch pods. */
        record MarkUnschedulable() implements Response {}

        /**
         * Takes CPU from batch pods step by step.
         *
         * @param step share of what a pod has that is taken each time, 1..100
         * @param minimum share of its request that a pod keeps, 0..100
         */
        record Throttle(Percent step, Percent minimum) implements Response {}

        /**
         * Evicts batch pods one by one.
         *
         * @param grace time to end; absent is the pod's own
         */
        record Evict(Optional<Duration> grace) implements Response {}
    }
}
