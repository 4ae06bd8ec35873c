package io.sublet.model.slo;

import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.Percent;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a node finds out which batch pod makes an online pod suffer, and what it does then. The method and its thresholds are those of
 * Zhang et al., "CPI²: CPU performance isolation for shared compute clusters" (EuroSys 2013).
 *
 * @param enabled off means that nothing is learned and nothing done
 * @param detection when a pod suffers, and from whom
 * @param response what is done
 * @param bandwidth when the traffic to memory itself shows that online pods suffer; needs neither learning nor {@code enabled}
 */
public record InterferenceRule(boolean enabled, Detection detection, Response response, Bandwidth bandwidth) {
    /** Off. */
    public static final InterferenceRule DEFAULT = new InterferenceRule(false, Detection.DEFAULT, Response.DEFAULT);

    /** A rule that does not look at the traffic to memory. */
    public InterferenceRule(boolean enabled, Detection detection, Response response) {
        this(enabled, detection, response, Bandwidth.DEFAULT);
    }

    /**
     * When an online pod is a victim.
     *
     * @param window over which a signal is averaged; whole tens of seconds, 10 to 300 s
     * @param deviations how many deviations above its usual level a signal is outside of its band, 1..10
     * @param outlierWindows so many windows outside of the band make a victim, 1..20
     * @param ofWindows of so many, {@code outlierWindows}..20
     * @param correlation the least score of an antagonist, 0.1..1
     * @param learning how long a workload must have been measured before its band counts, 5 min to 7 days
     */
    public record Detection(
            Duration window,
            BigDecimal deviations,
            int outlierWindows,
            int ofWindows,
            BigDecimal correlation,
            Duration learning) {
        public static final Detection DEFAULT = new Detection(
                Duration.ofSeconds(30), new BigDecimal("2"), 3, 5, new BigDecimal("0.35"), Duration.ofHours(1));
    }

    /**
     * What is done to an antagonist, as its PodQoS and class permit.
     *
     * @param severest beyond which nothing is escalated
     * @param throttle share of what it uses that is taken from the antagonist first, 1..90
     * @param hold how long a measure that has helped stays, 30 s to 1 h
     * @param rest how long an antagonist is left alone for a victim to which a measure brought nothing, 1 min to 1 day
     * @param leastCache share of its part of the last-level cache that best effort keeps, 1..100
     * @param leastBandwidth the same of the memory bandwidth
     * @param cacheReturn time after which one step of the cache is given back, 10 s to 1 h
     */
    public record Response(
            Severity severest,
            Percent throttle,
            Duration hold,
            Duration rest,
            Percent leastCache,
            Percent leastBandwidth,
            Duration cacheReturn) {
        public static final Response DEFAULT = new Response(
                Severity.CACHE,
                new Percent(50),
                Duration.ofMinutes(5),
                Duration.ofMinutes(30),
                new Percent(10),
                new Percent(10),
                Duration.ofMinutes(1));
    }

    /**
     * When best effort has less of the memory bandwidth because a memory is saturated. Latencies rise steeply before a memory moves all it can:
     * Lo et al., "Heracles: improving resource efficiency at scale" (ISCA 2015) stops best effort at 90 % of the peak.
     *
     * @param movable what the memory behind one last-level cache moves in a second at most; empty where nobody has said it
     * @param threshold share of it from which that memory is saturated, 10..100
     * @param share of what is moved, from which best effort has to do with it, 1..100
     * @param readings one after the other that have to say so, ten seconds apart, 1..20
     */
    public record Bandwidth(boolean enabled, Optional<Bytes> movable, Percent threshold, Percent share, int readings) {
        public static final Bandwidth DEFAULT =
                new Bandwidth(false, Optional.empty(), new Percent(80), new Percent(20), 3);
    }

    /** The measures, mildest first. Each is tried before the next. */
    public enum Severity {
        /** Only say who suffers from whom. */
        NONE("None"),
        /** Take part of the antagonist's CPU. */
        THROTTLE("Throttle"),
        /** Narrow the cache and the memory bandwidth of all best effort. */
        CACHE("Cache"),
        /** Leave the antagonist a hundredth of a CPU. */
        FREEZE("Freeze"),
        /** Evict it. */
        EVICT("Evict");

        private final String wireName;

        Severity(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }

        public static Optional<Severity> parse(String text) {
            return Arrays.stream(values())
                    .filter(severity -> severity.wireName.equals(text))
                    .findFirst();
        }

        /** All names, for a message. */
        public static String names() {
            return Arrays.stream(values()).map(Severity::wireName).collect(Collectors.joining(", "));
        }
    }
}
