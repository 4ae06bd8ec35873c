package io.sublet.manager.metric;

import io.sublet.crds.config.NodeStrategy;
import io.sublet.manager.view.NodeMetricView;
import io.sublet.model.usage.CollectPolicy;
import java.util.Optional;

/** What is done to a node's NodeMetric. */
public sealed interface CollectPlan {
    /** Write this policy, into a new object if there is none. */
    record Apply(CollectPolicy policy, MetricReason reason) implements CollectPlan {}

    /** Write nothing. */
    record Keep(MetricReason reason) implements CollectPlan {}

    /**
     * The plan for a node that exists. An agent reports with colocation off too, so that a strategy has data from its first
     * minute; a strategy that cannot be read changes nothing.
     */
    static CollectPlan of(NodeStrategy nodeStrategy, Optional<NodeMetricView> observed) {
        Optional<CollectPolicy> wanted = wanted(nodeStrategy);
        if (observed.isEmpty()) {
            return new Apply(wanted.orElse(CollectPolicy.DEFAULT), MetricReason.NoNodeMetric);
        }
        if (wanted.isEmpty()) {
            return new Keep(MetricReason.StrategyUnavailable);
        }
        return observed.get().asked().equals(wanted)
                ? new Keep(MetricReason.PolicyInPlace)
                : new Apply(wanted.get(), MetricReason.PolicyDiffers);
    }

    private static Optional<CollectPolicy> wanted(NodeStrategy nodeStrategy) {
        return switch (nodeStrategy) {
            case NodeStrategy.Effective effective ->
                Optional.of(
                        effective.strategy().enabled() ? effective.strategy().collect() : CollectPolicy.DEFAULT);
            case NodeStrategy.Invalid invalid -> Optional.empty();
            case NodeStrategy.Unavailable unavailable -> Optional.empty();
        };
    }
}
