package io.sublet.extender;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.sublet.extender.rank.LoadPolicy.StaleReports;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Everything that can be set; an unknown key stops the start. */
@ConfigMapping(prefix = "sublet.extender")
public interface ExtenderConfig {
    /** Pods of these schedulers are ranked, all others pass untouched; {@code *} is every scheduler. */
    @WithDefault("koord-scheduler")
    List<String> schedulerNames();

    /**
     * The best score that is sent, 1..100. The scheduler multiplies it by the extender's weight and by 10, so with weight 1
     * the best node gains ten times this beside plugins of 100 times their weight.
     */
    @WithDefault("30")
    int bestScore();

    Load load();

    Limits limits();

    Feed feed();

    /** How load is judged. */
    interface Load {
        UsageThresholds usageThresholds();

        ProdThresholds prodUsageThresholds();

        /** Whether prod pods are scored by the usage of prod pods alone. */
        @WithDefault("false")
        boolean scoreByProdUsage();

        /** Whether what the node itself uses counts as prod usage. */
        @WithDefault("false")
        boolean prodUsageIncludesSystem();

        Aggregated aggregated();

        Weights weights();

        ScalingFactors scalingFactors();

        /** A report of this age or older is stale; 0 is never. */
        @WithDefault("180s")
        Duration reportExpiry();

        /** What a stale report does to a pod: refuse, allow (as a node without an agent), use (the old numbers). */
        @WithDefault("refuse")
        StaleReports staleReports();

        /** The score, 0..100, of a node without a usable report. */
        @WithDefault("0")
        int unmeteredScore();

        /** How long a scored pod weighs on its best nodes until it is seen assigned; 0 is not at all. */
        @WithDefault("2s")
        Duration softLoadTtl();
    }

    /** Percent of allocatable, 0..100; 0 does not look. */
    interface UsageThresholds {
        @WithDefault("65")
        int cpu();

        @WithDefault("95")
        int memory();
    }

    /** The same on the usage of prod pods, for prod pods. */
    interface ProdThresholds {
        @WithDefault("0")
        int cpu();

        @WithDefault("0")
        int memory();
    }

    /** Percentiles in place of averages. */
    interface Aggregated {
        /** Which percentile the thresholds are held against: avg, p50, p90, p95, p99. */
        Optional<String> usageAggregation();

        /** Its window; 0 is the longest that is reported. */
        @WithDefault("0")
        Duration usageWindow();

        ProdThresholds usageThresholds();

        /** Which percentile is scored. */
        Optional<String> scoreAggregation();

        @WithDefault("0")
        Duration scoreWindow();
    }

    /** How much each resource counts in the score, 0..100. */
    interface Weights {
        @WithDefault("1")
        int cpu();

        @WithDefault("1")
        int memory();

        /** Weight of the resource with the least room. */
        @WithDefault("0")
        int scarcest();
    }

    /** Percent of the larger of request and limit that a pod is expected to use, 1..100. */
    interface ScalingFactors {
        @WithDefault("85")
        int cpu();

        @WithDefault("70")
        int memory();
    }

    /** What is answered at all. */
    interface Limits {
        /** Requests at once; one more is answered 503. */
        @WithDefault("16")
        int inFlight();

        /** From the head of a request to its answer; later is answered 503. Keep it at 80 % of the scheduler's timeout. */
        @WithDefault("240ms")
        Duration deadline();

        /** Bytes of a request's body. */
        @WithDefault("134217728")
        long body();
    }

    /** How the cluster is followed. */
    interface Feed {
        /** Least time between two snapshots. */
        @WithDefault("20ms")
        Duration publishInterval();

        /** Requests are refused while a watch has been broken for longer than this. */
        @WithDefault("60s")
        Duration maxDisconnect();
    }
}
