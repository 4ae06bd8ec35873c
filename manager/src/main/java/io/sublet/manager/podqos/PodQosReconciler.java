package io.sublet.manager.podqos;

import io.sublet.manager.reconcile.Concern;
import io.sublet.manager.reconcile.Outcome;
import io.sublet.manager.reconcile.Pass;
import io.sublet.manager.reconcile.Reconciler;
import io.sublet.manager.telemetry.ManagerMetrics;
import io.sublet.manager.view.ClusterView;
import io.sublet.manager.view.PodQosStatus;
import io.sublet.manager.view.PodQosView;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Keeps the status of all PodQoS objects right, in one pass over all pods. */
public final class PodQosReconciler implements Reconciler {
    private static final Duration SHORTEST_DELAY = Duration.ofSeconds(2);
    /** A pass costs time for each pod, so the more there are the rarer it is: every 32 s for 300,000 pods. */
    private static final int PODS_A_MILLISECOND = 10;

    private final ClusterView view;
    private final LivePodQos rules;
    private final PodQosStatusWriter writer;
    private final ManagerMetrics metrics;
    private final Clock clock;

    public PodQosReconciler(
            ClusterView view, LivePodQos rules, PodQosStatusWriter writer, ManagerMetrics metrics, Clock clock) {
        this.view = view;
        this.rules = rules;
        this.writer = writer;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** How long changes are gathered before a pass, so that a storm of pods is no storm of writes. */
    public Duration delay() {
        return SHORTEST_DELAY.plusMillis(view.pods().size() / PODS_A_MILLISECOND);
    }

    @Override
    public Pass reconcile(String all) {
        PodQosPlan plan = rules.plan();
        Map<String, PodQosTally> tallies = PodQosTally.of(plan, view.pods(), view::slo);
        boolean wrote = false;
        Optional<Pass> retry = Optional.empty();
        for (PodQosView object : view.podQos()) {
            PodQosStatus status = PodQosTally.status(object, plan, tallies, clock.instant());
            if (!object.status().equals(Optional.of(status))) {
                Outcome outcome = writer.write(object.name(), status);
                metrics.write(Concern.POD_QOS, outcome);
                switch (Pass.after(outcome, Optional.empty())) {
                    case Pass.Done done -> wrote |= done.wrote();
                    case Pass.Retry again -> retry = Optional.of(again);
                    case Pass.Unavailable away -> {
                        return away;
                    }
                }
            }
        }
        if (!wrote) {
            metrics.hold(Concern.POD_QOS, PodQosReason.StatusInPlace);
        }
        return retry.orElse(new Pass.Done(wrote, Optional.empty()));
    }
}
