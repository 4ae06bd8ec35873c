package io.sublet.manager.zone;

import io.sublet.manager.overcommit.NodeAssessment;
import io.sublet.manager.reconcile.Concern;
import io.sublet.manager.reconcile.Outcome;
import io.sublet.manager.reconcile.Pass;
import io.sublet.manager.reconcile.Reconciler;
import io.sublet.manager.telemetry.ManagerMetrics;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Lets the zones of a node share what the Node shows. */
public final class ZoneReconciler implements Reconciler {
    private static final Logger LOG = Logger.getLogger(ZoneReconciler.class);

    private final Function<String, Optional<NodeAssessment>> nodes;
    private final ZoneWriter writer;
    private final ManagerMetrics metrics;
    private final Clock clock;
    private final Map<String, Instant> lastWrites = new ConcurrentHashMap<>();

    /** @param nodes what is found of a node now */
    public ZoneReconciler(
            Function<String, Optional<NodeAssessment>> nodes, ZoneWriter writer, ManagerMetrics metrics, Clock clock) {
        this.nodes = nodes;
        this.writer = writer;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public Pass reconcile(String name) {
        Optional<NodeAssessment> found = nodes.apply(name);
        if (found.isEmpty()) {
            // The object goes with its Node, whose owner it names.
            lastWrites.remove(name);
            return Pass.unchanged(Optional.empty());
        }
        Instant now = clock.instant();
        ZonePlan plan = ZonePlan.of(found.get(), lastWrites.computeIfAbsent(name, node -> now), now);
        if (plan.changes().isEmpty()) {
            metrics.hold(Concern.ZONES, plan.reason().code());
            return Pass.unchanged(plan.nextCheck());
        }
        Outcome outcome = writer.write(name, plan.changes());
        metrics.write(Concern.ZONES, outcome);
        if (outcome instanceof Outcome.Applied) {
            lastWrites.put(name, now);
            LOG.debugf("Zones of %s: %s", name, plan.reason());
        }
        return Pass.after(outcome, plan.nextCheck());
    }
}
