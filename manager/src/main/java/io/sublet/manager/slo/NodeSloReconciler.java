package io.sublet.manager.slo;

import io.sublet.manager.config.LiveConfig;
import io.sublet.manager.podqos.LivePodQos;
import io.sublet.manager.reconcile.Concern;
import io.sublet.manager.reconcile.Outcome;
import io.sublet.manager.reconcile.Pass;
import io.sublet.manager.reconcile.Reconciler;
import io.sublet.manager.telemetry.ManagerMetrics;
import io.sublet.manager.view.ClusterView;
import io.sublet.manager.view.NodeView;
import java.util.Optional;
import java.util.Set;

/** Gives every node a NodeSLO with the rules that hold for it, and removes it with the node. */
public final class NodeSloReconciler implements Reconciler {
    private final ClusterView view;
    private final LiveConfig config;
    private final NodeSloWriter writer;
    private final ForeignFields foreignFields;
    private final LivePodQos rules;
    private final ManagerMetrics metrics;
    private final Set<String> superseded;

    public NodeSloReconciler(
            ClusterView view, LiveConfig config, NodeSloWriter writer, ForeignFields foreignFields, Settings settings) {
        this.view = view;
        this.config = config;
        this.writer = writer;
        this.foreignFields = foreignFields;
        this.rules = settings.rules;
        this.metrics = settings.metrics;
        this.superseded = settings.superseded;
    }

    /** Rules of PodQoS objects, where metrics go, and whose fields are taken over. */
    public record Settings(LivePodQos rules, ManagerMetrics metrics, Set<String> superseded) {
        public Settings {
            superseded = Set.copyOf(superseded);
        }
    }

    @Override
    public Pass reconcile(String name) {
        Optional<NodeView> node = view.node(name);
        if (node.isEmpty()) {
            foreignFields.forget(name);
            return view.slo(name).isEmpty() ? Pass.unchanged(Optional.empty()) : after(writer.delete(name));
        }
        SloMerge.Document document = SloMerge.document(
                config.inForce(), node.get(), view.slo(name), rules.plan().forPods(view.podsOn(name)));
        document.warnings().forEach(warning -> foreignFields.warn(name, warning));
        return switch (SloPlan.of(document.spec(), view.slo(name), superseded)) {
            case SloPlan.Apply apply -> apply(name, apply);
            case SloPlan.Keep keep -> {
                foreignFields.show(name, keep);
                metrics.hold(Concern.SLO, keep.reason());
                yield Pass.unchanged(Optional.empty());
            }
        };
    }

    /** A person may apply a field between the plan and its write; then it is written without that field. */
    private Pass apply(String name, SloPlan.Apply plan) {
        Outcome first = writer.apply(name, plan.spec(), plan.takeOver());
        metrics.write(Concern.SLO, first);
        if (first instanceof Outcome.Conflict(var fields)) {
            SloPlan.Apply rest = plan.without(fields);
            foreignFields.show(name, rest);
            return after(writer.apply(name, rest.spec(), false));
        }
        foreignFields.show(name, plan);
        return Pass.after(first, Optional.empty());
    }

    private Pass after(Outcome outcome) {
        metrics.write(Concern.SLO, outcome);
        return Pass.after(outcome, Optional.empty());
    }
}
