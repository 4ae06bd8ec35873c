package io.sublet.manager.zone;

import io.sublet.manager.overcommit.NodeAssessment;
import io.sublet.manager.reconcile.Concern;
import io.sublet.manager.reconcile.Outcome;
import io.sublet.manager.reconcile.Pass;
import io.sublet.manager.reconcile.Reconciler;
import io.sublet.manager.telemetry.ManagerMetrics;
import io.sublet.manager.view.TopologyView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Lets the zones of a node share what the Node shows. */
public final class ZoneReconciler implements Reconciler {
    private static final Logger LOG = Logger.getLogger(ZoneReconciler.class);
    /** When to look again whether the watch has shown a write. */
    private static final Duration ECHO = Duration.ofSeconds(1);

    private final Function<String, Optional<NodeAssessment>> nodes;
    private final ZoneWriter writer;
    private final ManagerMetrics metrics;
    private final Clock clock;
    private final Map<String, Instant> lastWrites = new ConcurrentHashMap<>();
    /** The version that the last write of a node's zones was planned on. */
    private final Map<String, String> writtenOn = new ConcurrentHashMap<>();

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
            writtenOn.remove(name);
            return Pass.unchanged(Optional.empty());
        }
        Instant now = clock.instant();
        if (isBeforeOwnWrite(name, found.get())) {
            return Pass.unchanged(Optional.of(now.plus(ECHO)));
        }
        ZonePlan plan = ZonePlan.of(found.get(), lastWrites.computeIfAbsent(name, node -> now), now);
        Optional<TopologyView> topology = found.get().situation().topology();
        if (plan.changes().isEmpty() || topology.isEmpty()) {
            metrics.hold(Concern.ZONES, plan.reason().code());
            return Pass.unchanged(plan.nextCheck());
        }
        Outcome outcome = writer.write(name, topology.get().version(), plan.changes());
        metrics.write(Concern.ZONES, outcome);
        if (outcome instanceof Outcome.Applied) {
            lastWrites.put(name, now);
            writtenOn.put(name, topology.get().version());
            LOG.debugf("Zones of %s: %s", name, plan.reason());
        }
        return Pass.after(outcome, plan.nextCheck());
    }

    /** A second write on what the first one has changed would be refused. */
    private boolean isBeforeOwnWrite(String name, NodeAssessment found) {
        return found.situation()
                .topology()
                .filter(topology -> topology.version().equals(writtenOn.get(name)))
                .isPresent();
    }
}
