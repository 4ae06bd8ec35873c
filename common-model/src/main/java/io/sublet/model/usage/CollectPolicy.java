package io.sublet.model.usage;

import java.time.Duration;
import java.util.List;

/**
 * What a NodeMetric's spec asks of the agent.
 *
 * @param aggregateDuration window of the averages of node, system and pods
 * @param reportInterval time between two reports
 * @param windows windows of the percentiles
 * @param memory which memory counts as used
 */
public record CollectPolicy(
        Duration aggregateDuration, Duration reportInterval, List<Duration> windows, MemoryCollectPolicy memory) {
    /** The defaults of the protocol: averages over 5 min, a report a minute, percentiles over 5, 10 and 30 min. */
    public static final CollectPolicy DEFAULT = new CollectPolicy(
            Duration.ofMinutes(5),
            Duration.ofMinutes(1),
            List.of(Duration.ofMinutes(5), Duration.ofMinutes(10), Duration.ofMinutes(30)),
            MemoryCollectPolicy.WITHOUT_PAGE_CACHE);

    public CollectPolicy {
        windows = List.copyOf(windows);
    }

    /** Which memory counts as used by a node. */
    public enum MemoryCollectPolicy {
        WITHOUT_PAGE_CACHE("usageWithoutPageCache"),
        WITH_HOT_PAGE_CACHE("usageWithHotPageCache"),
        WITH_PAGE_CACHE("usageWithPageCache");

        private final String wireName;

        MemoryCollectPolicy(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }

        /** From the spec's text; an unknown one is the default. */
        public static MemoryCollectPolicy parse(String text) {
            for (MemoryCollectPolicy policy : values()) {
                if (policy.wireName.equals(text)) {
                    return policy;
                }
            }
            return WITHOUT_PAGE_CACHE;
        }
    }
}
