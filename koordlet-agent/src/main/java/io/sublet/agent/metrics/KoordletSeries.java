package io.sublet.agent.metrics;

import static io.sublet.agent.metrics.Exposition.Type.COUNTER;
import static io.sublet.agent.metrics.Exposition.Type.GAUGE;

import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.decide.suppress.CpuSuppress;
import io.sublet.agent.observe.BestEffortTier;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.node.CacheMonitor;
import io.sublet.agent.observe.node.CacheReadings;
import io.sublet.agent.observe.pod.HostApplicationObservation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.agent.predict.ProdForecast;
import io.sublet.agent.topology.CpuClaims;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.cpu.NodeCpus;
import io.sublet.model.cpu.SharePool;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.slo.CpuSuppressRule;
import io.sublet.model.slo.HostApplication;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.protocol.ResourceNames;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The node under the names, labels and units that koordlet gives it, for dashboards that were made for it. Its usage is that of the last
 * second, where koordlet shows the average that it last reported.
 */
public final class KoordletSeries implements MetricSource {
    /** koordlet's features, by the policies that stand for them. */
    private static final Map<String, String> FEATURES = Map.of(
            "evict-memory", "BEMemoryEvict",
            "evict-cpu-satisfaction", "BECPUEvict",
            "evict-cpu-usage", "CPUEvict",
            "evict-cpu-allocatable", "CPUAllocatableEvict",
            "evict-memory-allocatable", "MemoryAllocatableEvict");

    private final String node;
    private final double startedAt;
    private final Supplier<Optional<LastTick>> last;
    private final Supplier<Reading<ProdForecast>> predicted;
    private final EvictionCounts evictions;

    /**
     * @param node the name of the Node
     * @param startedAt seconds since the epoch
     * @param last empty before the first tick
     * @param predicted the forecast of the last report
     */
    public KoordletSeries(
            String node,
            double startedAt,
            Supplier<Optional<LastTick>> last,
            Supplier<Reading<ProdForecast>> predicted,
            EvictionCounts evictions) {
        this.node = node;
        this.startedAt = startedAt;
        this.last = last;
        this.predicted = predicted;
        this.evictions = evictions;
    }

    @Override
    public void write(Exposition out) {
        out.family("koordlet_start_time", GAUGE, "the start time of koordlet")
                .sample(Math.rint(startedAt), "node", node);
        out.family("koordlet_pod_eviction", COUNTER, "Number of eviction launched by koordlet");
        evictions.byPolicy().forEach((policy, count) -> out.sample(count, "node", node, "reason", reason(policy)));
        forecast(out);
        last.get().map(LastTick::seen).ifPresent(seen -> {
            usage(seen, out);
            parts(seen, out);
            offered(seen, out);
            suppression(seen, out);
            pools(seen, out);
            caches(seen, out);
        });
    }

    /** Why a pod was evicted, in koordlet's words where it has any. */
    static String reason(String policy) {
        String feature = FEATURES.get(policy);
        return feature == null ? policy : "trigger by koordlet feature " + feature;
    }

    private void forecast(Exposition out) {
        Reading<ProdForecast> all = predicted.get();
        Reading<CpuMemory> known = all.map(ProdForecast::reclaimable);
        String prod = PriorityClass.PROD.wireName();
        out.family(
                "koordlet_node_priority_resource_reclaimable",
                GAUGE,
                "the node reclaimable of different priorities resources updated by koordinator");
        amounts(known, out, "priority", prod);
        out.family(
                        "koordlet_node_resource_priority_reclaimable_status",
                        GAUGE,
                        "status of node reclaimable of different priorities resources updated by koordinator")
                .sample(known.isMissing() ? 1 : 0, "node", node, "priority", prod);
        out.family(
                "koordlet_node_predicted_resource_reclaimable",
                GAUGE,
                "the node reclaimable resources predicted by koordinator");
        amounts(known, out, "predictor", "minPredictor");
        out.family(
                "koordlet_node_predicted_resource_peak",
                GAUGE,
                "the peak usage of the node resources predicted by koordinator");
        amounts(all.map(ProdForecast::peak), out, "predictor", "minPredictor");
    }

    private void amounts(Reading<CpuMemory> read, Exposition out, String label, String value) {
        read.toOptional().ifPresent(amount -> {
            out.sample(NodeGauges.cores(amount.cpu()), "node", node, label, value, "resource", "cpu", "unit", "core");
            out.sample(
                    (double) amount.memory().value(), "node", node, label, value, "resource", "memory", "unit", "byte");
        });
    }

    private void usage(Observation seen, Exposition out) {
        out.family("koordlet_node_used_cpu_cores", GAUGE, "Number of cpu cores used by node in realtime");
        seen.used().cpu().toOptional().ifPresent(cpu -> out.sample(NodeGauges.cores(cpu), "node", node));
        out.family("koordlet_node_used_memory_bytes", GAUGE, "Memory used by node in realtime");
        seen.used().memory().toOptional().ifPresent(bytes -> out.sample(bytes.value(), "node", node));
        out.family("koordlet_node_metric_node_usage", GAUGE, "the node usage reported in the NodeMetric");
        usage(seen.used(), out);
        out.family("koordlet_node_metric_system_usage", GAUGE, "the system usage reported in the NodeMetric");
        usage(seen.system(), out);
    }

    /** @param more labels behind that of the node */
    private void usage(ResourceUsage usage, Exposition out, String... more) {
        usage.cpu()
                .toOptional()
                .ifPresent(cpu -> out.sample(NodeGauges.cores(cpu), labels(more, "resource", "cpu", "unit", "core")));
        usage.memory()
                .toOptional()
                .ifPresent(bytes -> out.sample(bytes.value(), labels(more, "resource", "memory", "unit", "byte")));
    }

    private String[] labels(String[] more, String... last) {
        return Stream.of(Stream.of("node", node), Stream.of(more), Stream.of(last))
                .flatMap(some -> some)
                .toArray(String[]::new);
    }

    /** What is used on NUMA nodes, and by applications outside of pods. */
    private void parts(Observation seen, Exposition out) {
        out.family("koordlet_node_metric_numa_node_usage", GAUGE, "the per-NUMA node usage reported in the NodeMetric");
        seen.detail().numa().forEach(numa -> usage(numa.used(), out, "numa_node_id", "" + numa.numaNode()));
        out.family(
                "koordlet_host_application_resource_usage",
                GAUGE,
                "Host application resource usage collected by koordlet");
        for (HostApplicationObservation one : seen.hostApplications()) {
            HostApplication application = one.application();
            String[] whose = {
                "host_application_name",
                application.name(),
                "priority_class",
                application.priority().wireName(),
                "qos",
                application.qos().name()
            };
            one.usage()
                    .cpu()
                    .toOptional()
                    .ifPresent(cpu -> out.sample(NodeGauges.cores(cpu), labels(whose, "resource", "cpu")));
            one.usage()
                    .memory()
                    .toOptional()
                    .ifPresent(bytes -> out.sample(bytes.value(), labels(whose, "resource", "memory")));
        }
    }

    private void offered(Observation seen, Exposition out) {
        out.family(
                "koordlet_node_resource_allocatable",
                GAUGE,
                "the node allocatable of resources updated by koordinator");
        Map<String, Long> offered =
                seen.node().map(NodeView::offered).toOptional().orElse(Map.of());
        new TreeMap<>(offered).forEach((resource, amount) -> {
            boolean memory = resource.equals(ResourceNames.BATCH_MEMORY) || resource.equals(ResourceNames.MID_MEMORY);
            out.sample(amount, "node", node, "resource", resource, "unit", memory ? "byte" : "integer");
        });
    }

    private void suppression(Observation seen, Exposition out) {
        Optional<CpuSuppressRule> rule =
                seen.slo().map(NodeSlo::cpuSuppress).toOptional().filter(CpuSuppressRule::enabled);
        out.family("koordlet_be_suppress_cpu_cores", GAUGE, "Number of cores suppress by koordlet");
        rule.ifPresent(asked -> {
            boolean byQuota = CpuSuppress.knob(asked, seen.kubelet().assignsCpus()) == CpuSuppressRule.Policy.CFS_QUOTA;
            Reading<Double> cores = byQuota
                    ? seen.tier().flatMap(NodeGauges::limit).map(NodeGauges::cores)
                    : seen.tier().flatMap(BestEffortTier::effective).map(cpus -> (double) cpus.size());
            cores.toOptional()
                    .ifPresent(limit -> out.sample(limit, "node", node, "type", byQuota ? "cfsQuota" : "cpuset"));
        });
        if (rule.isEmpty()
                || !(seen.pods() instanceof Reading.Value<List<PodObservation>>(List<PodObservation> pods))) {
            return;
        }
        out.family(
                        "koordlet_be_suppress_ls_used_cpu_cores",
                        GAUGE,
                        "Number of cpu cores used by LS. We consider non-BE pods as LS.")
                .sample(cores(pods, false), "node", node);
        out.family("koordlet_be_suppress_be_used_cpu_cores", GAUGE, "Number of cpu cores used by BE.")
                .sample(cores(pods, true), "node", node);
    }

    private static double cores(List<PodObservation> pods, boolean bestEffort) {
        return pods.stream()
                .filter(pod -> pod.pod().isBestEffort() == bestEffort)
                .mapToDouble(pod ->
                        pod.usage().cpu().map(NodeGauges::cores).toOptional().orElse(0.0))
                .sum();
    }

    private void pools(Observation seen, Exposition out) {
        if (!(seen.machine().topology() instanceof Reading.Value<CpuTopology>(CpuTopology topology))
                || !(seen.node() instanceof Reading.Value<NodeView>(NodeView view))
                || !(seen.pods() instanceof Reading.Value<List<PodObservation>>(List<PodObservation> pods))) {
            return;
        }
        List<PodView> views = pods.stream().map(PodObservation::pod).toList();
        NodeCpus cpus = CpuClaims.of(topology, view, views, seen.kubelet());
        out.family("koordlet_cpuset_share_pool_cpu_cores", GAUGE, "Number of share pool cores")
                .sample(size(cpus.sharePools()), "node", node);
        out.family("koordlet_cpuset_be_share_pool_cpu_cores", GAUGE, "Number of be share pool cores")
                .sample(size(cpus.bestEffortSharePools()), "node", node);
    }

    private static long size(List<SharePool> pools) {
        return pools.stream().map(SharePool::cpus).mapToLong(CpuSet::size).sum();
    }

    private void caches(Observation seen, Exposition out) {
        out.family(
                "koordlet_resctrl_llc_occupancy",
                GAUGE,
                "resctrl default qos(LSR, LS, BE) llc occupancy collected by koordlet");
        List<CacheMonitor> monitors =
                seen.detail().caches().map(CacheReadings::monitors).toOptional().orElse(List.of()).stream()
                        .filter(monitor -> List.of("LSR", "LS", "BE").contains(monitor.group()))
                        .toList();
        for (CacheMonitor monitor : monitors) {
            if (monitor.occupancy() instanceof Reading.Value<Bytes>(Bytes bytes)) {
                out.sample(bytes.value(), "node", node, "cache_id", cache(monitor), "qos", monitor.group());
            }
        }
        out.family(
                "koordlet_resctrl_memory_bandwidth",
                GAUGE,
                "resctrl default qos(LSR, LS, BE) memory bandwidth collected by koordlet");
        for (CacheMonitor monitor : monitors) {
            moved(monitor, "mbm_local_bytes", monitor.local(), out);
            moved(monitor, "mbm_total_bytes", monitor.total(), out);
        }
    }

    /** As koordlet shows it: the kernel's count, of which a dashboard makes a rate. */
    private void moved(CacheMonitor monitor, String type, CacheMonitor.Moved moved, Exposition out) {
        moved.counted()
                .toOptional()
                .ifPresent(bytes -> out.sample(
                        bytes, "node", node, "cache_id", cache(monitor), "qos", monitor.group(), "mb_type", type));
    }

    private static String cache(CacheMonitor monitor) {
        return monitor.domain().replaceFirst("^0+(?=[0-9])", "");
    }
}
