package io.sublet.manager.overcommit;

import io.sublet.crds.config.ColocationStrategy;
import io.sublet.crds.config.NodeStrategy;
import io.sublet.crds.config.SyncRules;
import io.sublet.manager.config.LiveConfig;
import io.sublet.manager.view.ClusterView;
import io.sublet.manager.view.NodeMetricView;
import io.sublet.manager.view.NodeView;
import io.sublet.model.usage.NodeUsageReport;
import java.time.Instant;

/**
 * Everything that one pass over a node found: what was known, what can be offered, and what is done.
 *
 * @param report the agent's last report, or one in which everything is missing
 */
public record NodeAssessment(
        NodeView node, NodeUsageReport report, NodeStrategy strategy, BatchOffer offer, CapacityPlan plan) {
    static NodeAssessment of(NodeView node, ClusterView view, LiveConfig config, Instant lastWrite, Instant now) {
        NodeUsageReport report = view.metric(node.name())
                .map(NodeMetricView::report)
                .orElseGet(() -> NodeUsageReport.none("the node has no NodeMetric"));
        NodeStrategy strategy = config.strategyOf(node);
        BatchOffer offer = BatchCapacity.offer(node, view.podsOn(node.name()), report, strategy, now);
        SyncRules rules = strategy instanceof NodeStrategy.Effective effective
                ? effective.strategy().sync()
                : ColocationStrategy.DEFAULT.sync();
        return new NodeAssessment(
                node, report, strategy, offer, SyncDecision.plan(offer, node.published(), lastWrite, rules, now));
    }
}
