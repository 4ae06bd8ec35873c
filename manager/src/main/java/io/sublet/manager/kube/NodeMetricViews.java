package io.sublet.manager.kube;

import io.sublet.crds.nodemetric.MetricCollectPolicy;
import io.sublet.crds.nodemetric.NodeAggregatePolicy;
import io.sublet.crds.nodemetric.NodeMetric;
import io.sublet.crds.nodemetric.NodeMetricMapper;
import io.sublet.crds.nodemetric.NodeMetricSpec;
import io.sublet.manager.view.NodeMetricView;
import io.sublet.model.usage.CollectPolicy;
import io.sublet.model.usage.CollectPolicy.MemoryCollectPolicy;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.protocol.GoDurations;
import io.sublet.protocol.json.JsonException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From a NodeMetric to the record that the manager keeps. */
final class NodeMetricViews {
    private NodeMetricViews() {}

    static NodeMetricView view(NodeMetric metric) {
        NodeUsageReport all = NodeMetricMapper.report(metric);
        NodeUsageReport kept = new NodeUsageReport(
                all.updateTime(),
                all.node(),
                all.system(),
                List.of(),
                List.of(),
                all.pods(),
                all.hostApplications(),
                all.prodReclaimable());
        return new NodeMetricView(metric.getMetadata().getName(), asked(metric.getSpec()), kept);
    }

    private static Optional<CollectPolicy> asked(@Nullable NodeMetricSpec spec) {
        return Optional.ofNullable(spec)
                .map(NodeMetricSpec::metricCollectPolicy)
                .flatMap(policy -> complete(policy, policy.nodeAggregatePolicy()));
    }

    private static Optional<CollectPolicy> complete(
            MetricCollectPolicy policy, @Nullable NodeAggregatePolicy aggregate) {
        Long duration = policy.aggregateDurationSeconds();
        Long interval = policy.reportIntervalSeconds();
        String memory = policy.nodeMemoryCollectPolicy();
        if (duration == null || interval == null || memory == null || aggregate == null) {
            return Optional.empty();
        }
        try {
            List<Duration> windows =
                    aggregate.durations().stream().map(GoDurations::parse).toList();
            return Optional.of(new CollectPolicy(
                    Duration.ofSeconds(duration),
                    Duration.ofSeconds(interval),
                    windows,
                    MemoryCollectPolicy.parse(memory)));
        } catch (JsonException e) {
            return Optional.empty();
        }
    }
}
