package io.sublet.extender.rank;

import io.sublet.model.pod.PodRef;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.model.usage.PodUsage;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.model.usage.WindowUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Nodes and reports for tests. */
public final class Nodes {
    public static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    public static final Duration INTERVAL = Duration.ofMinutes(1);

    private Nodes() {}

    /** A report of this moment. */
    public static NodeUsageReport report(ResourceUsage node, PodUsage... pods) {
        return report(NOW, node, List.of(), pods);
    }

    public static NodeUsageReport report(
            Instant time, ResourceUsage node, List<WindowUsage> windows, PodUsage... pods) {
        return new NodeUsageReport(
                Reading.of(time),
                node,
                ResourceUsage.of(0, 0),
                windows,
                List.of(),
                Arrays.asList(pods),
                List.of(),
                ResourceUsage.missing("no prediction"));
    }

    public static PodUsage usage(String name, long milliCpu, long bytes) {
        return new PodUsage("default", name, PriorityClass.PROD, QosClass.LS, ResourceUsage.of(milliCpu, bytes));
    }

    /** A prod pod that has been here for the given time. */
    public static AssignedPod assigned(String name, long milliCpu, long bytes, Duration age) {
        return new AssignedPod(
                new PodRef("default", name, "uid-" + name), CpuMemory.of(milliCpu, bytes), true, NOW.minus(age));
    }

    /** A node under construction. */
    public static Builder node(String name, long cores, long gibibytes) {
        return new Builder(name, CpuMemory.of(cores * 1000, gibibytes * Pods.GIB));
    }

    /** Collects what a row is made of. */
    public static final class Builder {
        private final String name;
        private final CpuMemory allocatable;
        private final List<AssignedPod> pods = new ArrayList<>();
        private UsageProfile profile = UsageProfile.DEFAULT;
        private Optional<NodeUsageReport> report = Optional.empty();

        private Builder(String name, CpuMemory allocatable) {
            this.name = name;
            this.allocatable = allocatable;
        }

        public Builder with(UsageProfile other) {
            profile = other;
            return this;
        }

        public Builder reporting(NodeUsageReport one) {
            report = Optional.of(one);
            return this;
        }

        /** Reports this usage now. */
        public Builder using(long milliCpu, long bytes) {
            return reporting(Nodes.report(ResourceUsage.of(milliCpu, bytes)));
        }

        public Builder running(AssignedPod... more) {
            pods.addAll(Arrays.asList(more));
            return this;
        }

        public NodeRow row(LoadPolicy policy) {
            LoadAware loadAware = new LoadAware(policy);
            return new NodeRow(
                    name,
                    allocatable,
                    profile,
                    report.map(r ->
                            loadAware.report(r, NodeLoad.of(r, INTERVAL, pods, policy.prodIncludesSystem()), profile)));
        }
    }
}
