package io.sublet.extender.rank;

import io.sublet.extender.rank.LoadPolicy.StaleReports;
import io.sublet.model.unit.Percent;
import java.time.Duration;
import java.time.Instant;

/**
 * Places by what nodes really use: the last report, plus the estimates of the pods it does not cover, plus the pod at hand.
 * The rules are those of Koordinator's LoadAwareScheduling; where they differ, {@code docs/compatibility.md} says so.
 */
public final class LoadAware implements NodeFilter, NodeScorer {
    @Override
    public String name() {
        return "load";
    }

    /**
     * In this order: a pod of a DaemonSet passes; thresholds that are off pass; a node without NodeMetric passes; a stale
     * report does as the policy says; usage with the pod, rounded to a percent, over a threshold refuses.
     */
    @Override
    public NodeVerdict judge(Candidate candidate, ClusterSnapshot snapshot, int number) {
        if (candidate.pod().daemonSet()) {
            return NodeVerdict.PASS;
        }
        RankTable table = snapshot.table();
        LoadPolicy policy = snapshot.rules().policy();
        boolean byProd = candidate.pod().isProd() && table.hasThreshold(number, true);
        long reportedAt = table.reportedAt(number);
        if (reportedAt == NodeRow.NO_METRIC || !table.hasThreshold(number, byProd)) {
            return NodeVerdict.PASS;
        }
        if (policy.staleReports() != StaleReports.USE && isStale(reportedAt, policy, candidate.now())) {
            return policy.staleReports() == StaleReports.ALLOW
                    ? NodeVerdict.PASS
                    : stale(snapshot.row(number), policy, candidate.now());
        }
        for (int place = 0; place < table.width(); place++) {
            if (candidate.estimate().at(place) > table.room(number, byProd, place)) {
                return over(candidate, snapshot, snapshot.row(number), byProd, place);
            }
        }
        return NodeVerdict.PASS;
    }

    /** Whether the pod is judged by the usage of prod pods alone on this node. */
    public static boolean isByProd(Candidate candidate, NodeRow row) {
        return candidate.pod().isProd() && row.hasThreshold(true);
    }

    /** Whether the pod is scored by the usage of prod pods alone. */
    public static boolean isScoredByProd(Candidate candidate, LoadPolicy policy) {
        return policy.prodScoring() && candidate.pod().isProd();
    }

    /** The weighted mean of the free shares of the resources with the pod on the node, each truncated to a percent. */
    @Override
    public int score(Candidate candidate, ClusterSnapshot snapshot, int number, LoadVector soft) {
        LoadPolicy policy = snapshot.rules().policy();
        LoadPolicy.Weights weights = policy.weights();
        long sum = weights.sum();
        if (sum == 0) {
            return 0;
        }
        if (number == ClusterSnapshot.NO_ROW) {
            return policy.unmeteredScore();
        }
        RankTable table = snapshot.table();
        boolean byProd = isScoredByProd(candidate, policy);
        if (isStale(table.reportedAt(number), policy, candidate.now()) || !table.isMeasured(number, byProd)) {
            return policy.unmeteredScore();
        }
        long weighted = 0;
        long scarcest = 100;
        for (int place = 0; place < table.width(); place++) {
            long allocatable = table.allocatable(number, place);
            long more = candidate.estimate().at(place) + soft.at(place);
            long free = free(table.load(number, byProd, place), more, allocatable);
            weighted += weights.byResource().at(place) * free;
            if (place <= LoadResources.MEMORY || allocatable > 0) {
                scarcest = Math.min(scarcest, free);
            }
        }
        return (int) ((weighted + weights.scarcest() * scarcest) / sum);
    }

    /** The free percent of a resource, truncated; what nobody measured, or what the node does not have, is not free. */
    public static long free(long load, long more, long allocatable) {
        long used = load + more;
        return load == NodeRow.UNKNOWN || allocatable <= 0 || used > allocatable
                ? 0
                : (allocatable - used) * 100 / allocatable;
    }

    /** Usage in percent, rounded. A resource that nobody measured or that the node does not have cannot be over its threshold. */
    public static long usage(long load, long more, long allocatable) {
        return load == NodeRow.UNKNOWN || allocatable <= 0 ? 0 : Math.round((double) (load + more) / allocatable * 100);
    }

    /** The most that can come on top of a load with {@link #usage} not over a threshold; negative where it is over already. */
    static long room(long load, long allocatable, long threshold) {
        if (threshold == 0 || load == NodeRow.UNKNOWN || allocatable <= 0) {
            return Long.MAX_VALUE;
        }
        long most = Math.round((threshold + 0.5) / 100 * allocatable);
        // fractions of a percent are rounded in more steps than one, so the edge can lie beside
        while (usage(0, most, allocatable) > threshold) {
            most--;
        }
        while (usage(0, most + 1, allocatable) <= threshold) {
            most++;
        }
        return most - load;
    }

    /** Whether the row's report is too old to go by, or was never made. */
    public static boolean isStale(NodeRow row, LoadPolicy policy, Instant now) {
        return isStale(row.reportedAt(), policy, now);
    }

    private static boolean isStale(long reportedAt, LoadPolicy policy, Instant now) {
        if (!NodeRow.isReport(reportedAt)) {
            return true;
        }
        long expiry = policy.expiry().toMillis();
        return expiry > 0 && now.toEpochMilli() - reportedAt >= expiry;
    }

    private static NodeVerdict stale(NodeRow row, LoadPolicy policy, Instant now) {
        return row.hasReport()
                ? new NodeVerdict.ReportStale(Duration.ofMillis(now.toEpochMilli() - row.reportedAt()), policy.expiry())
                : new NodeVerdict.NeverReported();
    }

    private static String basis(boolean byProd, NodeRow row) {
        return byProd ? "prod " : row.isAggregated() ? "aggregated " : "";
    }

    private static NodeVerdict over(
            Candidate candidate, ClusterSnapshot snapshot, NodeRow row, boolean byProd, int place) {
        RefusalCode code = switch (place) {
            case LoadResources.CPU -> RefusalCode.CpuOverThreshold;
            case LoadResources.MEMORY -> RefusalCode.MemoryOverThreshold;
            default -> RefusalCode.ResourceOverThreshold;
        };
        long load = byProd ? row.prod(place) : row.general(place);
        long usage = usage(load, candidate.estimate().at(place), row.allocatable(place));
        long threshold = byProd ? row.prodThreshold(place) : row.threshold(place);
        String resource = snapshot.rules().resources().name(place);
        return new NodeVerdict.OverThreshold(
                code, basis(byProd, row), resource, new Percent(usage), new Percent(threshold));
    }
}
