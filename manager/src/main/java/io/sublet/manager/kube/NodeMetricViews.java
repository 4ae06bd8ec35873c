package io.sublet.manager.kube;

import io.sublet.crds.config.ColocationStrategy;
import io.sublet.manager.view.NodeMetricView;
import io.sublet.model.usage.CollectPolicy;
import io.sublet.model.usage.CollectPolicy.MemoryCollectPolicy;
import io.sublet.protocol.GoDurations;
import io.sublet.protocol.NodeMetricReport;
import io.sublet.protocol.json.FieldSelection;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** From a NodeMetric to the record that the manager keeps. */
final class NodeMetricViews {
    /** The ConfigMap cannot ask for more. */
    private static final Duration LONGEST = Duration.ofSeconds(ColocationStrategy.LONGEST_SECONDS);

    /** What is read of a NodeMetric: all but the percentile windows, which batch does not use. */
    static final FieldSelection FIELDS = FieldSelection.none()
            .plus("metadata", "name")
            .plus("spec", "metricCollectPolicy")
            .plus("status", "updateTime")
            .plus("status", "nodeMetric", "nodeUsage")
            .plus("status", "nodeMetric", "systemUsage")
            .plus("status", "podsMetric", "name")
            .plus("status", "podsMetric", "namespace")
            .plus("status", "podsMetric", "priority")
            .plus("status", "podsMetric", "qos")
            .plus("status", "podsMetric", "podUsage")
            .plus("status", "hostApplicationMetric")
            .plus("status", "prodReclaimableMetric");

    private NodeMetricViews() {}

    /** @param metric of {@link #FIELDS} */
    static NodeMetricView view(JsonObject metric) {
        return new NodeMetricView(
                metric.objectOrEmpty("metadata").string("name").orElseThrow(),
                asked(metric.objectOrEmpty("spec").objectOrEmpty("metricCollectPolicy")),
                NodeMetricReport.parse(metric));
    }

    /** Empty if anything is left out or cannot be meant: then the manager says all of it anew. */
    private static Optional<CollectPolicy> asked(JsonObject policy) {
        Optional<Duration> duration = seconds(policy, "aggregateDurationSeconds");
        Optional<Duration> interval = seconds(policy, "reportIntervalSeconds");
        Optional<String> memory = policy.string("nodeMemoryCollectPolicy");
        Optional<JsonObject> aggregate = policy.object("nodeAggregatePolicy");
        if (duration.isEmpty() || interval.isEmpty() || memory.isEmpty() || aggregate.isEmpty()) {
            return Optional.empty();
        }
        try {
            List<Duration> windows = aggregate.get().strings("durations").stream()
                    .map(GoDurations::parse)
                    .toList();
            return Optional.of(new CollectPolicy(
                    duration.get(), interval.get(), windows, MemoryCollectPolicy.parse(memory.get())));
        } catch (JsonException e) {
            return Optional.empty();
        }
    }

    /** The definition allows every number. */
    private static Optional<Duration> seconds(JsonObject policy, String field) {
        return policy.integer(field)
                .filter(seconds -> seconds > 0 && seconds <= LONGEST.toSeconds())
                .map(Duration::ofSeconds);
    }
}
