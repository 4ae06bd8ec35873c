package io.sublet.manager.overcommit;

import io.sublet.manager.config.LiveConfig;
import io.sublet.manager.overcommit.NodeStatusWriter.Change;
import io.sublet.manager.overcommit.NodeStatusWriter.Resources;
import io.sublet.manager.reconcile.Concern;
import io.sublet.manager.reconcile.Outcome;
import io.sublet.manager.reconcile.Pass;
import io.sublet.manager.reconcile.Reconciler;
import io.sublet.manager.telemetry.ManagerMetrics;
import io.sublet.manager.view.ClusterView;
import io.sublet.manager.view.NodeMetricView;
import io.sublet.manager.view.NodeView;
import io.sublet.manager.view.Published;
import io.sublet.model.usage.NodeUsageReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Keeps what a Node offers to mid and batch, and the ratios of its capacity, at what they should be now. */
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
        NodeAssessment.Memory memory = ledger.find(name)
                .map(WriteLedger.Entry::memory)
                .orElseGet(() -> new NodeAssessment.Memory(now, OfferHistory.NONE));
        return view.node(name).map(node -> assess(node, memory, now));
    }

    private NodeAssessment assess(NodeView node, NodeAssessment.Memory memory, Instant now) {
        String name = node.name();
        NodeUsageReport report = view.metric(name)
                .map(NodeMetricView::report)
                .orElseGet(() -> NodeUsageReport.none("the node has no NodeMetric"));
        NodeSituation situation = new NodeSituation(
                node,
                view.podsOn(name),
                report,
                config.offerStrategyOf(node),
                new RatioStrategies(config.normalizationOf(node), config.amplificationOf(node)),
                view.topology(name));
        return NodeAssessment.of(situation, memory, now);
    }

    @Override
    public Pass reconcile(String name) {
        Optional<NodeView> node = view.node(name);
        if (node.isEmpty()) {
            ledger.forget(name);
            return Pass.unchanged(Optional.empty());
        }
        Instant now = clock.instant();
        NodeAssessment.Memory memory = ledger.entry(name, now).memory();
        NodeAssessment found = assess(node.get(), memory, now);
        found.situation()
                .report()
                .updateTime()
                .toOptional()
                .ifPresent(time -> metrics.reportAge(Duration.between(time, now)));
        ledger.found(name, WriteLedger.Standing.of(found.offer()), found.historyAfter(memory.history()));
        if (LOG.isDebugEnabled()) {
            LOG.debugf("%s", DecisionLine.of(found));
        }
        Optional<Change> change = NodeChange.of(found);
        if (change.isPresent()) {
            Published shown = NodeChange.publishedAfter(node.get().published(), change.get());
            view.writing(node.get(), shown, change.get().annotations());
            return after(writer.write(name, change.get()), found, change.get());
        }
        metrics.hold(Concern.CAPACITY, found.plan().reason().code());
        return Pass.unchanged(found.plan().nextCheck());
    }

    private Pass after(Outcome outcome, NodeAssessment found, Change change) {
        NodeView node = found.situation().node();
        metrics.write(Concern.CAPACITY, outcome);
        if (outcome instanceof Outcome.Applied) {
            Published written = NodeChange.publishedAfter(node.published(), change);
            view.applied(node.name(), written, change.annotations());
            if (!(change.resources() instanceof Resources.Leave)) {
                ledger.wrote(node.name(), clock.instant(), found.plan().reason());
            }
            boolean isTransition = written.isNone() != node.published().isNone();
            LOG.logf(
                    isTransition ? Logger.Level.INFO : Logger.Level.DEBUG,
                    "Node %s: %s annotations=%s",
                    node.name(),
                    found.plan().reason(),
                    change.annotations().keySet());
        }
        view.notApplied(node.name());
        return Pass.after(outcome, found.plan().nextCheck());
    }
}
