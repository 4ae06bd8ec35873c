package io.sublet.cli.fleet;

import io.sublet.model.reading.Reading;
import io.sublet.model.usage.CollectPolicy;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.protocol.NodeMetricDocument;
import io.sublet.protocol.NodeMetricReport;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.time.Duration;
import java.time.Instant;

/**
 * The last report of a node's agent.
 *
 * @param interval in which reports are asked for
 */
public record Report(NodeUsageReport usage, Duration interval) {
    public static final Report NONE =
            new Report(NodeUsageReport.none("the node has no NodeMetric"), CollectPolicy.DEFAULT.reportInterval());

    /** Reports may be lost; three in a row are not chance. */
    private static final int LATE_AFTER = 3;

    public static Report of(JsonObject metric) {
        Duration interval = NodeMetricDocument.parseCollectPolicy(
                        metric.objectOrEmpty("spec").objectOrEmpty("metricCollectPolicy"))
                .valid()
                .orElse(CollectPolicy.DEFAULT)
                .reportInterval();
        try {
            return new Report(NodeMetricReport.parse(metric), interval);
        } catch (JsonException e) {
            return new Report(NodeUsageReport.none("the NodeMetric cannot be read: " + e.getMessage()), interval);
        }
    }

    /** Missing where no agent has reported. */
    public Reading<Duration> age(Instant now) {
        return usage.updateTime().map(at -> {
            Duration age = Duration.between(at, now);
            return age.isNegative() ? Duration.ZERO : age;
        });
    }

    /** Whether what it says is too old to go by, or nothing is said. */
    public boolean isStale(Instant now) {
        return age(now).map(age -> age.compareTo(interval.multipliedBy(LATE_AFTER)) > 0)
                .toOptional()
                .orElse(true);
    }
}
