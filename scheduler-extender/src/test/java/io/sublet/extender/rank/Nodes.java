package io.sublet.extender.rank;

import io.sublet.extender.pin.NodeDeclaration;
import io.sublet.model.pod.PodRef;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Ratio;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.model.usage.PodUsage;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.model.usage.WindowUsage;
import io.sublet.protocol.LoadEstimation;
import io.sublet.protocol.UsageThresholds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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
        return assigned(name, Pods.estimatedAs(milliCpu, bytes), age);
    }

    public static AssignedPod assigned(String name, PodResources resources, Duration age) {
        return new AssignedPod(
                new PodRef("default", name, "uid-" + name),
                PriorityClass.PROD,
                resources,
                LoadEstimation.NONE,
                NOW.minus(age),
                Optional.empty(),
                0);
    }

    /** A prod pod that is bound to as many CPUs as it asks for. */
    public static AssignedPod bound(String name, int cpus) {
        AssignedPod pod = assigned(
                name, new PodResources(Pods.amounts(cpus * 1000L, 0), Pods.amounts(cpus * 1000L, 0)), Duration.ZERO);
        return new AssignedPod(
                pod.ref(), pod.priority(), pod.resources(), pod.estimation(), pod.since(), pod.initialized(), cpus);
    }

    public static NodeReport of(NodeUsageReport usage) {
        return new NodeReport("n", usage, INTERVAL);
    }

    /** The default rules with another policy. */
    public static LoadRules rules(LoadPolicy policy) {
        LoadRules defaults = LoadRules.DEFAULT;
        return new LoadRules(
                defaults.resources(),
                policy,
                defaults.estimator(),
                defaults.padding(),
                defaults.profile(),
                defaults.groups(),
                defaults.scale());
    }

    /** A snapshot by the default rules. */
    public static ClusterSnapshot snapshot(Builder... nodes) {
        return snapshot(LoadRules.DEFAULT, nodes);
    }

    public static ClusterSnapshot snapshot(LoadRules rules, Builder... nodes) {
        return ClusterSnapshot.of(
                rules, Arrays.stream(nodes).map(node -> node.row(rules)).toList());
    }

    /** A node under construction. */
    public static Builder node(String name, long cores, long gibibytes) {
        return new Builder(name, Pods.amounts(cores * 1000, gibibytes * Pods.GIB));
    }

    /** Collects what a row is made of. */
    public static final class Builder {
        private final String name;
        private final List<AssignedPod> pods = new ArrayList<>();
        private final Map<String, String> labels = new TreeMap<>();
        private ResourceAmounts allocatable;
        private CpuMemory reserved = CpuMemory.ZERO;
        private Ratio amplification = Ratio.ONE;
        private ResourceAmounts raw = ResourceAmounts.NONE;
        private boolean unschedulable;
        private UsageThresholds thresholds = UsageThresholds.NONE;
        private Optional<NodeUsageReport> report = Optional.empty();

        private Builder(String name, ResourceAmounts allocatable) {
            this.name = name;
            this.allocatable = allocatable;
        }

        /** With this as its annotation. */
        public Builder saying(String annotation) {
            thresholds = UsageThresholds.parse(annotation).valid().orElseThrow();
            return this;
        }

        /** With room for so many pods. */
        public Builder pods(long room) {
            Map<String, Long> more = new TreeMap<>(allocatable.values());
            more.put("pods", room);
            allocatable = new ResourceAmounts(more);
            return this;
        }

        /** Of which so much is kept from pods. */
        public Builder reserving(long milliCpu, long bytes) {
            reserved = CpuMemory.of(milliCpu, bytes);
            return this;
        }

        /** Of which CPU is offered so many times over, in percent; what it was made with is what the machine has. */
        public Builder amplified(int percent) {
            raw = Pods.amounts(allocatable.of("cpu"), 0);
            amplification = new Ratio(percent);
            Map<String, Long> more = new TreeMap<>(allocatable.values());
            more.put("cpu", allocatable.of("cpu") * percent / 100);
            allocatable = new ResourceAmounts(more);
            return this;
        }

        public Builder cordoned() {
            unschedulable = true;
            return this;
        }

        public Builder labelled(String key, String value) {
            labels.put(key, value);
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

        public NodeFacts facts() {
            return new NodeFacts(
                    name,
                    labels,
                    new NodeOffer(allocatable, raw, reserved, amplification),
                    thresholds,
                    unschedulable,
                    List.of(),
                    NodeDeclaration.concernsEveryPod(labels));
        }

        public NodeRow row(LoadRules rules) {
            return NodeRow.of(facts(), report.map(usage -> new NodeReport(name, usage, INTERVAL)), pods, rules);
        }
    }
}
