package io.sublet.extender.rank;

import io.sublet.extender.rank.LoadPolicy.StaleReports;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Percent;
import io.sublet.model.usage.NodeUsageReport;
import java.time.Duration;
import java.time.Instant;

/**
 * Places by what nodes really use: the last report, plus the estimates of the pods it does not cover, plus the pod at hand.
 * The rules are those of Koordinator's LoadAwareScheduling; where they differ, {@code docs/compatibility.md} says so.
 */
public final class LoadAware implements NodeFilter, NodeScorer {
    private final LoadPolicy policy;

    public LoadAware(LoadPolicy policy) {
        this.policy = policy;
    }

    @Override
    public String name() {
        return "load";
    }

    /**
     * In this order: a pod of a DaemonSet passes; thresholds that are off pass; a node without NodeMetric passes; a stale
     * report does as the policy says; usage with the pod, rounded to a percent, over the threshold refuses.
     */
    @Override
    public NodeVerdict judge(Candidate candidate, ClusterSnapshot snapshot, int row) {
        if (candidate.pod().daemonSet()) {
            return NodeVerdict.PASS;
        }
        boolean byProd = candidate.pod().isProd()
                && (snapshot.prodThresholds.cpu(row) != 0 || snapshot.prodThresholds.memory(row) != 0);
        ClusterSnapshot.Columns thresholds = byProd ? snapshot.prodThresholds : snapshot.generalThresholds;
        long cpuThreshold = thresholds.cpu(row);
        long memoryThreshold = thresholds.memory(row);
        long reportedAt = snapshot.reportedAt[row];
        if ((cpuThreshold == 0 && memoryThreshold == 0) || reportedAt == ClusterSnapshot.NO_METRIC) {
            return NodeVerdict.PASS;
        }
        if (policy.staleReports() != StaleReports.USE && isStale(reportedAt, candidate.now())) {
            return policy.staleReports() == StaleReports.ALLOW ? NodeVerdict.PASS : stale(reportedAt, candidate.now());
        }
        ClusterSnapshot.Columns load = byProd ? snapshot.prod : snapshot.general;
        CpuMemory estimate = candidate.estimate();
        Percent cpu = usage(load.cpu(row), estimate.cpu().value(), snapshot.allocatable.cpu(row));
        if (cpuThreshold != 0 && cpu.value() > cpuThreshold) {
            return over(RefusalCode.CpuOverThreshold, basis(byProd, snapshot, row) + "cpu", cpu, cpuThreshold);
        }
        Percent memory = usage(load.memory(row), estimate.memory().value(), snapshot.allocatable.memory(row));
        if (memoryThreshold != 0 && memory.value() > memoryThreshold) {
            return over(
                    RefusalCode.MemoryOverThreshold, basis(byProd, snapshot, row) + "memory", memory, memoryThreshold);
        }
        return NodeVerdict.PASS;
    }

    /** The mean of the free shares of CPU and memory with the pod on the node, each truncated to a percent. */
    @Override
    public int score(Candidate candidate, ClusterSnapshot snapshot, int row, CpuMemory soft) {
        LoadPolicy.Weights weights = policy.weights();
        if (weights.sum() == 0) {
            return 0;
        }
        if (row == ClusterSnapshot.NO_ROW || isStale(snapshot.reportedAt[row], candidate.now())) {
            return policy.unmeteredScore();
        }
        ClusterSnapshot.Columns load =
                policy.prodScoring() && candidate.pod().isProd() ? snapshot.prod : snapshot.scored;
        if (load.cpu(row) == ClusterSnapshot.UNKNOWN && load.memory(row) == ClusterSnapshot.UNKNOWN) {
            return policy.unmeteredScore();
        }
        CpuMemory more = candidate.estimate().plus(soft);
        long cpu = free(load.cpu(row), more.cpu().value(), snapshot.allocatable.cpu(row));
        long memory = free(load.memory(row), more.memory().value(), snapshot.allocatable.memory(row));
        long weighted = weights.cpu() * cpu + weights.memory() * memory + weights.scarcest() * Math.min(cpu, memory);
        return (int) (weighted / weights.sum());
    }

    /** The free percent of a resource; what nobody measured, or what the node does not have, is not free. */
    private static long free(long load, long more, long allocatable) {
        long used = load + more;
        return load == ClusterSnapshot.UNKNOWN || allocatable <= 0 || used > allocatable
                ? 0
                : (allocatable - used) * 100 / allocatable;
    }

    /** A resource that nobody measured or that the node does not have cannot be over its threshold. */
    private static Percent usage(long load, long more, long allocatable) {
        return load == ClusterSnapshot.UNKNOWN || allocatable <= 0
                ? new Percent(0)
                : new Percent(Math.round((double) (load + more) / allocatable * 100));
    }

    private boolean isStale(long reportedAt, Instant now) {
        if (reportedAt <= ClusterSnapshot.NO_METRIC) {
            return true;
        }
        long expiry = policy.expiry().toMillis();
        return expiry > 0 && now.toEpochMilli() - reportedAt >= expiry;
    }

    private NodeVerdict stale(long reportedAt, Instant now) {
        return reportedAt == ClusterSnapshot.NO_REPORT
                ? new NodeVerdict.NeverReported()
                : new NodeVerdict.ReportStale(Duration.ofMillis(now.toEpochMilli() - reportedAt), policy.expiry());
    }

    private static String basis(boolean byProd, ClusterSnapshot snapshot, int row) {
        return byProd ? "prod " : snapshot.aggregated[row] ? "aggregated " : "";
    }

    private static NodeVerdict over(RefusalCode code, String basis, Percent usage, long threshold) {
        return new NodeVerdict.OverThreshold(code, basis, usage, new Percent(threshold));
    }

    /** The parts of a node's load that this policy looks at. */
    public NodeRow.Report report(NodeUsageReport report, NodeLoad load, UsageProfile profile) {
        return new NodeRow.Report(
                report.updateTime(),
                profile.aggregated().map(a -> load.aggregated(a.window())).orElseGet(load::average),
                load.prod(),
                policy.scoreWindow().map(load::aggregated).orElseGet(load::average));
    }
}
