package io.sublet.agent.metrics;

import static io.sublet.agent.metrics.Exposition.Type.GAUGE;

import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.observe.BestEffortTier;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.group.GroupPressure;
import io.sublet.agent.observe.group.Pressure;
import io.sublet.agent.observe.node.CacheMonitor;
import io.sublet.agent.observe.node.CacheReadings;
import io.sublet.agent.observe.node.DiskUsage;
import io.sublet.agent.observe.node.NetworkUsage;
import io.sublet.agent.observe.node.NodeMemory;
import io.sublet.agent.observe.node.NumaUsage;
import io.sublet.agent.observe.pod.HostApplicationObservation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.ResourceUsage;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The node, its best-effort tier, its disks and networks. CPU is in cores, memory in bytes, time in seconds. */
public final class NodeGauges implements MetricSource {
    private final Supplier<Optional<LastTick>> last;

    /** @param last empty before the first tick */
    public NodeGauges(Supplier<Optional<LastTick>> last) {
        this.last = last;
    }

    @Override
    public void write(Exposition out) {
        last.get().ifPresent(tick -> write(tick, out));
    }

    private static void write(LastTick tick, Exposition out) {
        Observation seen = tick.seen();
        gauge(out, "node_cpu_cores", "CPU used by the node", seen.used().cpu(), NodeGauges::cores);
        gauge(out, "node_memory_bytes", "Memory used by the node", seen.used().memory(), Bytes::value);
        Reading<CpuMemory> capacity = seen.node().map(NodeView::capacity);
        gauge(
                out,
                "node_capacity_cpu_cores",
                "CPU of the machine, as the kubelet says",
                capacity.map(CpuMemory::cpu),
                NodeGauges::cores);
        gauge(
                out,
                "node_capacity_memory_bytes",
                "Memory of the machine, as the kubelet says",
                capacity.map(CpuMemory::memory),
                Bytes::value);
        gauge(out, "system_cpu_cores", "CPU used beside pods", seen.system().cpu(), NodeGauges::cores);
        gauge(
                out,
                "system_memory_bytes",
                "Memory used beside pods",
                seen.system().memory(),
                Bytes::value);
        gauge(
                out,
                "node_inactive_page_cache_bytes",
                "Page cache not used lately",
                seen.detail().memory().map(NodeMemory::inactiveFile),
                Bytes::value);
        gauge(
                out,
                "node_cold_page_cache_bytes",
                "Page cache idle for five minutes, where the kernel tracks that",
                seen.detail().cold(),
                Bytes::value);
        byPriority(seen, out);
        tier(tick, out);
        out.family("sublet_agent_mode", GAUGE, "1 for the mode in force")
                .sample(1, "mode", tick.mode().wireName());
        out.family("sublet_agent_held_values", GAUGE, "Values of the kernel that the agent has changed")
                .sample(tick.left().values());
        out.family(
                        "sublet_agent_later_version_values",
                        GAUGE,
                        "Values of the kernel that a later version of the agent has changed, and this one cannot give back")
                .sample(tick.left().ofLaterVersions().size());
        out.family("sublet_agent_last_success_timestamp_seconds", GAUGE, "When the last tick ended well")
                .sample(seen.moment().at().toEpochMilli() / 1000.0);
        pressure(seen.detail().pressure(), out);
        numa(seen.detail().numa(), out);
        disks(seen.detail().disks().toOptional().orElse(List.of()), out);
        networks(seen.detail().networks().toOptional().orElse(List.of()), out);
        caches(seen.detail().caches().map(CacheReadings::monitors).toOptional().orElse(List.of()), out);
        applications(seen.hostApplications(), out);
    }

    static double cores(MilliCpu cpu) {
        return cpu.value() / 1000.0;
    }

    private static <T> void gauge(
            Exposition out, String name, String help, Reading<T> reading, ToDoubleFunction<? super T> value) {
        if (reading instanceof Reading.Value<T>(T known)) {
            out.family("sublet_agent_" + name, GAUGE, help).sample(value.applyAsDouble(known));
        }
    }

    private static void byPriority(Observation seen, Exposition out) {
        if (!(seen.pods() instanceof Reading.Value<List<PodObservation>>(List<PodObservation> pods))) {
            return;
        }
        Map<PriorityClass, long[]> sums = new EnumMap<>(PriorityClass.class);
        for (PodObservation pod : pods) {
            long[] sum = sums.computeIfAbsent(pod.pod().priority(), key -> new long[3]);
            sum[0]++;
            sum[1] += pod.usage().cpu().map(MilliCpu::value).toOptional().orElse(0L);
            sum[2] += pod.usage().memory().map(Bytes::value).toOptional().orElse(0L);
        }
        String[] names = {"pods", "priority_usage_cores", "priority_usage_bytes"};
        String[] helps = {"Pods that hold resources", "CPU used by pods", "Memory used by pods"};
        for (int i = 0; i < names.length; i++) {
            out.family("sublet_agent_" + names[i], GAUGE, helps[i] + ", by priority class");
            for (Map.Entry<PriorityClass, long[]> sum : sums.entrySet()) {
                out.sample(
                        sum.getValue()[i] / (i == 1 ? 1000.0 : 1),
                        "priority",
                        sum.getKey().wireName());
            }
        }
    }

    private static void tier(LastTick tick, Exposition out) {
        Reading<BestEffortTier> read = tick.seen().tier();
        gauge(
                out,
                "best_effort_cpu_cores",
                "CPU used by best effort",
                read.flatMap(BestEffortTier::used),
                NodeGauges::cores);
        gauge(
                out,
                "best_effort_cpus",
                "CPUs best effort may run on",
                read.flatMap(BestEffortTier::effective),
                CpuSet::size);
        gauge(
                out,
                "best_effort_idle",
                "1 while best effort is in the idle class",
                read.flatMap(BestEffortTier::idle),
                on -> on ? 1 : 0);
        gauge(
                out,
                "best_effort_limit_cores",
                "CPU best effort may use by its quota",
                read.flatMap(NodeGauges::limit),
                NodeGauges::cores);
        if (tick.suppressTarget().isPresent()) {
            out.family("sublet_agent_suppress_target_cores", GAUGE, "CPU that suppression aims at")
                    .sample(tick.suppressTarget().getAsLong() / 1000.0);
        }
    }

    static Reading<MilliCpu> limit(BestEffortTier tier) {
        return tier.quota() instanceof Reading.Value<CpuQuota>(CpuQuota quota) && !quota.isUnlimited()
                ? tier.period().map(quota::cpu)
                : Reading.missing("no quota");
    }

    private static void pressure(GroupPressure pressure, Exposition out) {
        out.family("sublet_agent_psi_ratio", GAUGE, "Share of the time lost in waiting, 0 to 1");
        pressure(out, "cpu", pressure.cpu());
        pressure(out, "memory", pressure.memory());
        pressure(out, "io", pressure.io());
    }

    private static void pressure(Exposition out, String resource, Reading<Pressure> read) {
        read.toOptional().ifPresent(pressure -> {
            windows(out, resource, "some", pressure.some());
            pressure.full().toOptional().ifPresent(full -> windows(out, resource, "full", full));
        });
    }

    private static void windows(Exposition out, String resource, String kind, Pressure.Window window) {
        out.sample(window.avg10() / 100, "resource", resource, "kind", kind, "window", "10s");
        out.sample(window.avg60() / 100, "resource", resource, "kind", kind, "window", "60s");
        out.sample(window.avg300() / 100, "resource", resource, "kind", kind, "window", "300s");
    }

    private static void numa(List<NumaUsage> nodes, Exposition out) {
        out.family("sublet_agent_numa_cpu_cores", GAUGE, "CPU used by NUMA node");
        nodes.forEach(node -> node.used()
                .cpu()
                .toOptional()
                .ifPresent(cpu -> out.sample(cores(cpu), "numa_node", Integer.toString(node.numaNode()))));
        out.family("sublet_agent_numa_memory_bytes", GAUGE, "Memory used by NUMA node");
        nodes.forEach(node -> node.used()
                .memory()
                .toOptional()
                .ifPresent(bytes -> out.sample(bytes.value(), "numa_node", Integer.toString(node.numaNode()))));
    }

    private static void disks(List<DiskUsage> disks, Exposition out) {
        out.family("sublet_agent_disk_bytes_per_second", GAUGE, "Bytes moved by a disk");
        disks.forEach(disk -> out.sample(disk.readBytes(), "disk", disk.name(), "direction", "read")
                .sample(disk.writtenBytes(), "disk", disk.name(), "direction", "write"));
        out.family("sublet_agent_disk_operations_per_second", GAUGE, "Operations completed by a disk");
        disks.forEach(disk -> out.sample(disk.reads(), "disk", disk.name(), "direction", "read")
                .sample(disk.writes(), "disk", disk.name(), "direction", "write"));
        out.family("sublet_agent_disk_busy_ratio", GAUGE, "Share of the time in which a disk had work, 0 to 1");
        disks.forEach(disk -> out.sample(disk.busy(), "disk", disk.name()));
    }

    private static void networks(List<NetworkUsage> networks, Exposition out) {
        out.family("sublet_agent_network_bytes_per_second", GAUGE, "Bytes moved by an interface with a default route");
        networks.forEach(
                network -> out.sample(network.receivedBytes(), "interface", network.name(), "direction", "receive")
                        .sample(network.sentBytes(), "interface", network.name(), "direction", "send"));
        out.family("sublet_agent_network_drops_per_second", GAUGE, "Packets dropped by such an interface");
        networks.forEach(network -> out.sample(network.dropped(), "interface", network.name()));
    }

    private static void caches(List<CacheMonitor> monitors, Exposition out) {
        out.family("sublet_agent_llc_occupancy_bytes", GAUGE, "Bytes in the last-level cache, by resctrl group");
        monitors.forEach(monitor -> monitor.occupancy()
                .toOptional()
                .ifPresent(bytes -> out.sample(bytes.value(), "group", monitor.group(), "cache", monitor.domain())));
        out.family(
                "sublet_agent_memory_bandwidth_bytes_per_second",
                GAUGE,
                "Bytes moved from and to memory, by resctrl group");
        monitors.forEach(monitor -> {
            monitor.local()
                    .perSecond()
                    .toOptional()
                    .ifPresent(bytes ->
                            out.sample(bytes, "group", monitor.group(), "cache", monitor.domain(), "scope", "local"));
            monitor.total()
                    .perSecond()
                    .toOptional()
                    .ifPresent(bytes ->
                            out.sample(bytes, "group", monitor.group(), "cache", monitor.domain(), "scope", "total"));
        });
    }

    private static void applications(List<HostApplicationObservation> applications, Exposition out) {
        out.family("sublet_agent_host_application_cpu_cores", GAUGE, "CPU used by a host application");
        applications.forEach(application -> cpu(application.usage())
                .ifPresent(cores -> out.sample(
                        cores, "application", application.application().name())));
        out.family("sublet_agent_host_application_memory_bytes", GAUGE, "Memory used by a host application");
        applications.forEach(application -> application
                .usage()
                .memory()
                .toOptional()
                .ifPresent(bytes -> out.sample(
                        bytes.value(), "application", application.application().name())));
    }

    private static Optional<Double> cpu(ResourceUsage usage) {
        return usage.cpu().map(NodeGauges::cores).toOptional();
    }
}
