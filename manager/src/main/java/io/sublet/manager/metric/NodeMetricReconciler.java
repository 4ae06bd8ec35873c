package io.sublet.manager.metric;

import io.sublet.manager.config.LiveConfig;
import io.sublet.manager.reconcile.Concern;
import io.sublet.manager.reconcile.Outcome;
import io.sublet.manager.reconcile.Pass;
import io.sublet.manager.reconcile.Reconciler;
import io.sublet.manager.telemetry.ManagerMetrics;
import io.sublet.manager.view.ClusterView;
import io.sublet.manager.view.NodeView;
import java.util.Optional;

/** Gives every node a NodeMetric that asks for what its strategy says, and removes it with the node. */
public final class NodeMetricReconciler implements Reconciler {
    private final ClusterView view;
    private final LiveConfig config;
    private final NodeMetricWriter writer;
    private final ManagerMetrics metrics;

    public NodeMetricReconciler(ClusterView view, LiveConfig config, NodeMetricWriter writer, ManagerMetrics metrics) {
        this.view = view;
        this.config = config;
        this.writer = writer;
        this.metrics = metrics;
    }

    @Override
    public Pass reconcile(String name) {
        Optional<NodeView> node = view.node(name);
        if (node.isEmpty()) {
            return view.metric(name).isEmpty() ? Pass.unchanged(Optional.empty()) : after(writer.delete(name));
        }
        return switch (CollectPlan.of(config.strategyOf(node.get()), view.metric(name))) {
            case CollectPlan.Apply apply -> after(writer.apply(name, apply.policy()));
            case CollectPlan.Keep(MetricReason reason) -> {
                metrics.hold(Concern.METRIC, reason);
                yield Pass.unchanged(Optional.empty());
            }
        };
    }

    private Pass after(Outcome outcome) {
        metrics.write(Concern.METRIC, outcome);
        return Pass.after(outcome, Optional.empty());
    }
}
