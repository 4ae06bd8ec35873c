package io.sublet.crds.config;

import io.sublet.model.cpu.PinScoring;
import io.sublet.model.unit.Percent;
import io.sublet.model.usage.Aggregation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the scheduler judges load, apart from thresholds, which differ by node. The names are those of Koordinator's
 * LoadAwareSchedulingArgs.
 *
 * @param expiry a report of this age or older is stale
 * @param filterExpired whether a stale report is told from a fresh one when nodes are filtered
 * @param allowExpired whether a node with a stale report then takes pods
 * @param score how the free resources become a score
 * @param estimation what a pod will use before a report says so
 * @param supportedResources looked at besides CPU, memory and those that are named elsewhere
 * @param pinScoring which nodes suit a pod that gets CPUs of its own; Sublet's own
 */
public record LoadAwareArgs(
        Duration expiry,
        boolean filterExpired,
        boolean allowExpired,
        Score score,
        Estimation estimation,
        List<String> supportedResources,
        PinScoring pinScoring) {
    public static final LoadAwareArgs DEFAULT = new LoadAwareArgs(
            Duration.ofMinutes(3),
            true,
            false,
            new Score(Map.of("cpu", 1L, "memory", 1L), 0, false, false, Optional.empty(), 0, 30),
            new Estimation(
                    Map.of("cpu", new Percent(85), "memory", new Percent(70)),
                    Optional.empty(),
                    Optional.empty(),
                    false),
            List.of(),
            PinScoring.DEFAULT);

    public LoadAwareArgs {
        supportedResources = List.copyOf(supportedResources);
    }

    /**
     * What counts in the score.
     *
     * @param weights 1..100 by resource
     * @param dominantWeight of the resource with the least room, 0..100
     * @param byProd whether prod pods are scored by the usage of prod pods alone
     * @param prodIncludesSystem whether the usage of the system counts as prod usage, here and against thresholds
     * @param window a percentile in place of the average
     * @param unmetered score of a node without a usable report, 0..100; Sublet's own
     * @param best the best score that is sent to the scheduler, 1..100; Sublet's own
     */
    public record Score(
            Map<String, Long> weights,
            int dominantWeight,
            boolean byProd,
            boolean prodIncludesSystem,
            Optional<Window> window,
            int unmetered,
            int best) {
        public Score {
            weights = Map.copyOf(weights);
        }
    }

    /**
     * A percentile of usage.
     *
     * @param length of the time it is of; zero is the longest that is reported
     */
    public record Window(Aggregation aggregation, Duration length) {}

    /**
     * What a pod will use.
     *
     * @param factors percent of the larger of request and limit, 1..100 by resource
     * @param afterScheduled how long the estimate counts at least, from when the pod was scheduled
     * @param afterInitialized the same from when it was initialized
     * @param customizable whether annotations of a pod have a say
     */
    public record Estimation(
            Map<String, Percent> factors,
            Optional<Duration> afterScheduled,
            Optional<Duration> afterInitialized,
            boolean customizable) {
        public Estimation {
            factors = Map.copyOf(factors);
        }
    }
}
