package io.sublet.manager.overcommit;

import io.sublet.crds.config.AmplificationStrategy;
import io.sublet.crds.config.ColocationConfig;
import io.sublet.crds.config.ColocationStrategy;
import io.sublet.crds.config.ConfigKey;
import io.sublet.crds.config.FieldSchema;
import io.sublet.crds.config.KeyResult;
import io.sublet.crds.config.NodeStrategy;
import io.sublet.crds.config.NormalizationStrategy;
import io.sublet.manager.view.ExtendedAmounts;
import io.sublet.manager.view.NodeView;
import io.sublet.manager.view.PodView;
import io.sublet.manager.view.Published;
import io.sublet.manager.view.TopologyView;
import io.sublet.manager.view.ZoneView;
import io.sublet.manager.view.ZoneView.ZoneAmount;
import io.sublet.model.pod.PodSelector;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.NormalizedCpu;
import io.sublet.model.usage.HostApplicationUsage;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.model.usage.PodUsage;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/** What is known of a node, in whole cores and decimal gigabytes, to be changed one by one. */
public final class NodeScenario {
    public static final long G = 1_000_000_000L;
    public static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final FieldSchema SCHEMA = FieldSchema.of(Json.parseObject("""
                    {"type":"object","properties":{
                      "resourceUsedThresholdWithBE":{"type":"object"},"resourceQOSStrategy":{"type":"object"},
                      "cpuBurstStrategy":{"type":"object"},"systemStrategy":{"type":"object"},
                      "hostApplications":{"type":"array","items":{"type":"object"}}}}
                    """));

    /** Read once for each text. */
    private static final Map<String, ColocationConfig> CONFIGS = new ConcurrentHashMap<>();

    CpuMemory capacity = amount(100, 120);
    CpuMemory allocatable = amount(100, 120);
    final Map<String, String> annotations = new LinkedHashMap<>();
    public final Map<String, String> labels = new LinkedHashMap<>();
    String config = "{\"enable\":true,\"cpuReclaimThresholdPercent\":65,\"memoryReclaimThresholdPercent\":65}";
    ResourceUsage nodeUsage = usage(50, 55);
    ResourceUsage reclaimable = ResourceUsage.missing("not predicted");
    public Published published = Published.NONE;
    public Optional<TopologyView> topology = Optional.empty();
    RatioStrategies ratios =
            new RatioStrategies(Optional.of(NormalizationStrategy.DEFAULT), Optional.of(AmplificationStrategy.DEFAULT));
    ResourceUsage system = usage(7, 12);
    public Reading<Instant> updateTime = Reading.of(NOW);
    final List<PodView> pods = new ArrayList<>();
    final List<PodUsage> podUsages = new ArrayList<>();
    final List<HostApplicationUsage> hostApplications = new ArrayList<>();

    /** A node of 100 cores with four pods, of which two come before batch and one has ended. */
    public static NodeScenario usual() {
        NodeScenario scenario = new NodeScenario();
        scenario.pod("a", PriorityClass.PROD, QosClass.LS, amount(20, 20)).measured("a", PriorityClass.PROD, 11, 11);
        scenario.pod("b", PriorityClass.BATCH, QosClass.BE, CpuMemory.ZERO).measured("b", PriorityClass.BATCH, 10, 10);
        scenario.pod("c", PriorityClass.PROD, QosClass.LSR, amount(20, 40)).measured("c", PriorityClass.PROD, 22, 22);
        return scenario;
    }

    public static CpuMemory amount(long cores, long gigabytes) {
        return new CpuMemory(MilliCpu.ofCpus(cores), new Bytes(gigabytes * G));
    }

    static ResourceUsage usage(long cores, long gigabytes) {
        return ResourceUsage.of(cores * 1000, gigabytes * G);
    }

    NodeScenario pod(String name, PriorityClass priority, QosClass qos, CpuMemory request) {
        return podOn(name, priority, qos, request);
    }

    NodeScenario podOn(String name, PriorityClass priority, QosClass qos, CpuMemory request, Integer... numaNodes) {
        pods.add(new PodView(
                "default/" + name,
                "node-1",
                priority,
                qos,
                request,
                List.of(numaNodes),
                new PodSelector.Subject("default", Map.of(), OptionalInt.empty(), qos)));
        return this;
    }

    /** Zones of so many cores and so many gigabytes, without batch. */
    public NodeScenario zones(CpuMemory... amounts) {
        List<ZoneView> zones = new ArrayList<>();
        for (CpuMemory amount : amounts) {
            zones.add(new ZoneView("node-" + zones.size(), Optional.of(amount), ZoneAmount.ABSENT, ZoneAmount.ABSENT));
        }
        topology = Optional.of(new TopologyView("node-1", "1", zones, new Parsed.Absent<>(), Optional.empty()));
        return this;
    }

    NodeScenario measured(String name, PriorityClass priority, long cores, long gigabytes) {
        return measured(name, priority, usage(cores, gigabytes));
    }

    public NodeScenario measured(String name, PriorityClass priority, ResourceUsage usage) {
        QosClass qos = priority == PriorityClass.BATCH ? QosClass.BE : QosClass.LS;
        podUsages.add(new PodUsage("default", name, priority, qos, usage));
        return this;
    }

    NodeScenario hostApplication(PriorityClass priority, long cores, long gigabytes) {
        hostApplications.add(new HostApplicationUsage("app", priority, QosClass.LS, usage(cores, gigabytes)));
        return this;
    }

    NodeScenario reservation(String json) {
        annotations.put(Annotations.NODE_RESERVATION, json);
        return this;
    }

    NodeScenario kubeletReserves(long cores, long gigabytes) {
        allocatable = capacity.minus(amount(cores, gigabytes));
        return this;
    }

    public NodeScenario config(String json) {
        config = json;
        return this;
    }

    NodeView node() {
        return new NodeView("node-1", labels, annotations, Reading.of(capacity), Reading.of(allocatable), published);
    }

    NodeUsageReport report() {
        return new NodeUsageReport(
                updateTime, nodeUsage, system, List.of(), List.of(), podUsages, hostApplications, reclaimable);
    }

    NodeStrategy strategy() {
        return colocation(config).of(node().facts());
    }

    static ColocationConfig colocation(String json) {
        return CONFIGS.computeIfAbsent(json, NodeScenario::parsed);
    }

    private static ColocationConfig parsed(String json) {
        KeyResult<ColocationConfig> read = ConfigKey.COLOCATION.read(json, SCHEMA);
        return read.value().orElseThrow(() -> new AssertionError(read.violations()));
    }

    NodeSituation situation() {
        return new NodeSituation(node(), pods, report(), strategy(), ratios, topology);
    }

    /** The strategy, which must be one that can be read. */
    ColocationStrategy rules() {
        if (strategy() instanceof NodeStrategy.Effective effective) {
            return effective.strategy();
        }
        throw new AssertionError("no strategy: " + strategy());
    }

    /** What all zones have together. */
    CpuMemory zoneCapacity() {
        return topology.stream()
                .flatMap(known -> known.zones().stream())
                .flatMap(zone -> zone.allocatable().stream())
                .reduce(CpuMemory.ZERO, CpuMemory::plus);
    }

    NodeOffer offer() {
        return NodeCapacity.offer(situation(), NOW);
    }

    /** The offer, which must be one without reservations. */
    NodeOffer.Offered offered() {
        if (offer() instanceof NodeOffer.Offered offered
                && offered.mayOnlyFall().isEmpty()) {
            return offered;
        }
        throw new AssertionError("no offer: " + offer());
    }

    CpuMemory batch() {
        return offered().batch().result();
    }

    CpuMemory mid() {
        return offered().mid().amount();
    }

    /** A pass over a node that was written a moment ago. */
    public NodeAssessment assess() {
        return assess(new NodeAssessment.Memory(NOW, OfferHistory.NONE), NOW);
    }

    NodeAssessment assess(NodeAssessment.Memory memory, Instant now) {
        return NodeAssessment.of(situation(), memory, now);
    }

    CapacityPlan plan() {
        return assess().plan();
    }

    /** What is published after a pass over a node that shows nothing. */
    ExtendedAmounts firstAmounts() {
        return switch (plan()) {
            case CapacityPlan.Publish publish -> publish.amounts();
            case CapacityPlan.Withdraw withdraw -> throw new AssertionError(withdraw);
            case CapacityPlan.Keep keep -> throw new AssertionError(keep);
        };
    }

    /** Batch of these and no mid. */
    public static ExtendedAmounts batchOnly(long milliCpu, long bytes) {
        return new ExtendedAmounts(new NormalizedCpu(milliCpu), new Bytes(bytes), MilliCpu.ZERO, Bytes.ZERO);
    }
}
