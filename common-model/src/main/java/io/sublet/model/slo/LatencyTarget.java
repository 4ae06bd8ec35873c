package io.sublet.model.slo;

import io.sublet.model.pod.PodSelector;
import io.sublet.model.unit.Percent;
import java.math.BigDecimal;
import java.time.Duration;

/**
 * A latency that online pods have to keep, by which the CPU of best effort is steered: additive increase while it is kept, multiplicative
 * decrease while it is not. The suppression's formula stays the upper bound.
 *
 * @param name unique among the targets of a node
 * @param signal a Prometheus query or a metric that the pods serve; of several pods or series the highest number counts
 * @param pods those that are protected; a node without one of them does not go by the target
 * @param limit the highest number that is good, above 0, in the unit of the signal
 * @param steering by how much
 * @param dryRun only say what would be done
 */
public record LatencyTarget(
        String name,
        WatermarkRule.Signal signal,
        PodSelector pods,
        BigDecimal limit,
        Steering steering,
        boolean dryRun) {
    /**
     * The steps.
     *
     * @param period between two steps, 10 s to 10 min
     * @param decrease share of what best effort has that is taken, 1..90
     * @param increase share of the node's CPU that is given, 1..50
     * @param headroom how far below the limit the number must be for an increase, in percent of it, 0..90
     * @param minimum share of the node's CPU that best effort keeps, 0..100
     */
    public record Steering(Duration period, Percent decrease, Percent increase, Percent headroom, Percent minimum) {
        public static final Steering DEFAULT =
                new Steering(Duration.ofSeconds(10), new Percent(30), new Percent(5), new Percent(10), new Percent(0));
    }
}
