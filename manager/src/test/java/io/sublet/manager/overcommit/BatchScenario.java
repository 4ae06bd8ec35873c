package io.sublet.manager.overcommit;

import io.sublet.crds.config.ColocationConfig;
import io.sublet.crds.config.ConfigKey;
import io.sublet.crds.config.FieldSchema;
import io.sublet.crds.config.KeyResult;
import io.sublet.crds.config.NodeStrategy;
import io.sublet.manager.view.NodeView;
import io.sublet.manager.view.PodView;
import io.sublet.manager.view.PublishedBatch;
import io.sublet.model.pod.PodSelector;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.HostApplicationUsage;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.model.usage.PodUsage;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Inputs of the batch formula, in whole cores and decimal gigabytes, to be changed one by one. */
final class BatchScenario {
    static final long G = 1_000_000_000L;
    static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final FieldSchema SCHEMA = FieldSchema.of(Json.parseObject("""
                    {"type":"object","properties":{
                      "resourceUsedThresholdWithBE":{"type":"object"},"resourceQOSStrategy":{"type":"object"},
                      "cpuBurstStrategy":{"type":"object"},"systemStrategy":{"type":"object"},
                      "hostApplications":{"type":"array","items":{"type":"object"}}}}
                    """));

    CpuMemory capacity = amount(100, 120);
    CpuMemory allocatable = amount(100, 120);
    final Map<String, String> annotations = new LinkedHashMap<>();
    final Map<String, String> labels = new LinkedHashMap<>();
    String config = "{\"enable\":true,\"cpuReclaimThresholdPercent\":65,\"memoryReclaimThresholdPercent\":65}";
    ResourceUsage system = usage(7, 12);
    Reading<Instant> updateTime = Reading.of(NOW);
    final List<PodView> pods = new ArrayList<>();
    final List<PodUsage> podUsages = new ArrayList<>();
    final List<HostApplicationUsage> hostApplications = new ArrayList<>();

    /** A node of 100 cores with four pods, of which two come before batch and one has ended. */
    static BatchScenario usual() {
        BatchScenario scenario = new BatchScenario();
        scenario.pod("a", PriorityClass.PROD, QosClass.LS, amount(20, 20)).measured("a", PriorityClass.PROD, 11, 11);
        scenario.pod("b", PriorityClass.BATCH, QosClass.BE, CpuMemory.ZERO).measured("b", PriorityClass.BATCH, 10, 10);
        scenario.pod("c", PriorityClass.PROD, QosClass.LSR, amount(20, 40)).measured("c", PriorityClass.PROD, 22, 22);
        return scenario;
    }

    static CpuMemory amount(long cores, long gigabytes) {
        return new CpuMemory(MilliCpu.ofCpus(cores), new io.sublet.model.unit.Bytes(gigabytes * G));
    }

    static ResourceUsage usage(long cores, long gigabytes) {
        return ResourceUsage.of(cores * 1000, gigabytes * G);
    }

    BatchScenario pod(String name, PriorityClass priority, QosClass qos, CpuMemory request) {
        pods.add(new PodView(
                "default/" + name,
                "node-1",
                priority,
                qos,
                request,
                new PodSelector.Subject("default", Map.of(), OptionalInt.empty(), qos)));
        return this;
    }

    BatchScenario measured(String name, PriorityClass priority, long cores, long gigabytes) {
        return measured(name, priority, usage(cores, gigabytes));
    }

    BatchScenario measured(String name, PriorityClass priority, ResourceUsage usage) {
        QosClass qos = priority == PriorityClass.BATCH ? QosClass.BE : QosClass.LS;
        podUsages.add(new PodUsage("default", name, priority, qos, usage));
        return this;
    }

    BatchScenario hostApplication(PriorityClass priority, long cores, long gigabytes) {
        hostApplications.add(new HostApplicationUsage("app", priority, QosClass.LS, usage(cores, gigabytes)));
        return this;
    }

    BatchScenario reservation(String json) {
        annotations.put(Annotations.NODE_RESERVATION, json);
        return this;
    }

    BatchScenario kubeletReserves(long cores, long gigabytes) {
        allocatable = capacity.minus(amount(cores, gigabytes));
        return this;
    }

    BatchScenario config(String json) {
        config = json;
        return this;
    }

    NodeView node() {
        return new NodeView(
                "node-1", labels, annotations, Reading.of(capacity), Reading.of(allocatable), PublishedBatch.NONE);
    }

    NodeUsageReport report() {
        return new NodeUsageReport(
                updateTime,
                usage(50, 55),
                system,
                List.of(),
                List.of(),
                podUsages,
                hostApplications,
                ResourceUsage.missing("not predicted"));
    }

    NodeStrategy strategy() {
        return colocation(config).of(node().facts());
    }

    static ColocationConfig colocation(String json) {
        KeyResult<ColocationConfig> read = ConfigKey.COLOCATION.read(json, SCHEMA);
        return read.value().orElseThrow(() -> new AssertionError(read.violations()));
    }

    BatchOffer offer() {
        return BatchCapacity.offer(node(), pods, report(), strategy(), NOW);
    }

    /** The offer, which must be one without reservations. */
    CpuMemory amount() {
        if (offer() instanceof BatchOffer.Offered offered
                && offered.mayOnlyFall().isEmpty()) {
            return offered.amount();
        }
        throw new AssertionError("no offer: " + offer());
    }
}
