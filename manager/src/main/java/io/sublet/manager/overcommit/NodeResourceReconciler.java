package io.sublet.manager.overcommit;

import io.sublet.manager.config.LiveConfig;
import io.sublet.manager.overcommit.WriteLedger.Standing;
import io.sublet.manager.reconcile.Concern;
import io.sublet.manager.reconcile.Outcome;
import io.sublet.manager.reconcile.Pass;
import io.sublet.manager.reconcile.Reconciler;
import io.sublet.manager.telemetry.ManagerMetrics;
import io.sublet.manager.view.ClusterView;
import io.sublet.manager.view.NodeView;
import io.sublet.manager.view.PublishedBatch;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Keeps a Node's batch resources at what can be offered now. */
public final class NodeResourceReconciler implements Reconciler {
    private static final Logger LOG = Logger.getLogger(NodeResourceReconciler.class);

    private final ClusterView view;
    private final LiveConfig config;
    private final NodeStatusWriter writer;
    private final ManagerMetrics metrics;
    private final Clock clock;
    private final WriteLedger ledger = new WriteLedger();

    public NodeResourceReconciler(
            ClusterView view, LiveConfig config, NodeStatusWriter writer, ManagerMetrics metrics, Clock clock) {
        this.view = view;
        this.config = config;
        this.writer = writer;
        this.metrics = metrics;
        this.clock = clock;
    }

    public WriteLedger ledger() {
        return ledger;
    }

    /** What a pass would find now; changes nothing. */
    public Optional<NodeAssessment> assess(String name) {
        Instant now = clock.instant();
        Instant since = ledger.find(name).map(WriteLedger.Entry::since).orElse(now);
        return view.node(name).map(node -> NodeAssessment.of(node, view, config, since, now));
    }

    @Override
    public Pass reconcile(String name) {
        Optional<NodeView> node = view.node(name);
        if (node.isEmpty()) {
            ledger.forget(name);
            return Pass.unchanged(Optional.empty());
        }
        Instant now = clock.instant();
        Instant since = ledger.entry(name, now).since();
        NodeAssessment found = NodeAssessment.of(node.get(), view, config, since, now);
        ledger.found(name, standing(found.offer()));
        return switch (found.plan()) {
            case CapacityPlan.Publish plan ->
                after(writer.publish(name, plan.amount()), found, PublishedBatch.of(plan.amount()));
            case CapacityPlan.Withdraw plan -> after(writer.withdraw(name), found, PublishedBatch.NONE);
            case CapacityPlan.Keep(var reason, var nextCheck) -> {
                metrics.hold(Concern.CAPACITY, reason.code());
                LOG.debugf("Node %s is left as it is: %s", name, reason);
                yield Pass.unchanged(nextCheck);
            }
        };
    }

    private Pass after(Outcome outcome, NodeAssessment found, PublishedBatch written) {
        String name = found.node().name();
        CapacityPlan plan = found.plan();
        metrics.write(Concern.CAPACITY, outcome);
        if (outcome instanceof Outcome.Applied) {
            view.assumePublished(name, written);
            ledger.wrote(name, clock.instant(), plan.reason());
            boolean isTransition = written.isNone() || found.node().published().isNone();
            LOG.logf(isTransition ? Logger.Level.INFO : Logger.Level.DEBUG, "Node %s: %s", name, plan.reason());
        }
        return Pass.after(outcome, plan.nextCheck());
    }

    private static Standing standing(BatchOffer offer) {
        return switch (offer) {
            case BatchOffer.Offered offered -> Standing.OFFERED;
            case BatchOffer.Refused refused -> Standing.REFUSED;
            case BatchOffer.Unknown unknown -> Standing.UNKNOWN;
        };
    }
}
