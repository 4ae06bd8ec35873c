package io.sublet.agent;

import io.sublet.agent.act.Outcome;
import io.sublet.agent.cluster.FeedStatus;
import io.sublet.agent.cluster.Mode;
import io.sublet.agent.cluster.SloState;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.explain.Capabilities;
import io.sublet.agent.explain.Capability;
import io.sublet.agent.explain.Ledger;
import io.sublet.agent.explain.Metric;
import io.sublet.agent.explain.Metrics;
import io.sublet.agent.explain.TickMetrics;
import io.sublet.agent.observe.Observation;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what the loop saw, decided and did: to the ledger, the metrics, the list of capabilities and the log. */
final class Explainer {
    private static final Logger log = LoggerFactory.getLogger(Explainer.class);

    private final Ledger ledger;
    private final Metrics metrics;
    private final TickMetrics tickMetrics;
    private final Map<String, String> lastProblem = new HashMap<>();
    private volatile List<Capability> capabilities = List.of();

    Explainer(Ledger ledger, Metrics metrics) {
        this.ledger = ledger;
        this.metrics = metrics;
        this.tickMetrics = new TickMetrics(metrics);
    }

    List<Capability> capabilities() {
        return capabilities;
    }

    Metrics metrics() {
        return metrics;
    }

    Ledger ledger() {
        return ledger;
    }

    /** A decision with its outcomes, of which those count that belong to it. */
    void decided(Instant at, long tick, Verdict verdict, List<Outcome> outcomes) {
        List<Outcome> own = verdict instanceof Verdict.Act act
                ? outcomes.stream()
                        .filter(outcome ->
                                act.actions().contains(outcome.write().action()))
                        .toList()
                : List.of();
        ledger.add(at, tick, verdict, own);
        tickMetrics.decided(verdict, own);
        problems(verdict.policy(), own);
    }

    private void problems(String policy, List<Outcome> outcomes) {
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.Rejected rejected) {
                String problem =
                        rejected.write().key() + " = " + rejected.write().value() + ": " + rejected.cause();
                if (!problem.equals(lastProblem.put(policy, problem))) {
                    log.warn("A write was rejected: {} policy={}", problem, policy);
                }
            } else if (!(outcome instanceof Outcome.Deferred)) {
                lastProblem.remove(policy);
            }
        }
    }

    void ticked(Observation seen, SloState slo, Mode mode, List<Verdict> verdicts) {
        tickMetrics.seen(seen, mode);
        capabilities = Capabilities.of(seen, slo, mode, Map.copyOf(lastProblem), verdicts);
        metrics.set(Metric.LAST_SUCCESS, seen.at().toEpochMilli() / 1000.0);
    }

    void took(double seconds) {
        metrics.observeLoop(seconds);
    }

    void internalError(String where, RuntimeException bug) {
        log.error("A bug was caught, the tick is skipped where={}", where, bug);
        metrics.add(Metric.INTERNAL_ERRORS, Metrics.label("where", where), 1);
    }

    void feeds(List<FeedStatus> feeds, long rejections, long sent, long failed) {
        for (FeedStatus feed : feeds) {
            String resource = Metrics.label("resource", feed.resource());
            metrics.set(Metric.FEED_CONNECTED, resource, feed.connected() ? 1 : 0);
            metrics.set(Metric.FEED_LISTS, resource, (double) feed.relists());
        }
        metrics.set(Metric.SLO_REJECTED, (double) rejections);
        metrics.set(Metric.REPORTS, Metrics.label("result", "sent"), (double) sent);
        metrics.set(Metric.REPORTS, Metrics.label("result", "failed"), (double) failed);
    }
}
