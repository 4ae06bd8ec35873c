package io.sublet.agent.explain;

import io.sublet.agent.cluster.Mode;
import io.sublet.agent.decide.cache.CachePartition;
import io.sublet.agent.decide.disk.DiskShares;
import io.sublet.agent.decide.memory.CacheReclaim;
import io.sublet.agent.decide.memory.MemoryProtection;
import io.sublet.agent.decide.memory.NodeWatermarks;
import io.sublet.agent.decide.network.NetworkShares;
import io.sublet.agent.decide.oom.OomOrder;
import io.sublet.agent.explain.Capability.State;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.cache.Resctrl;
import io.sublet.agent.observe.knob.KnobTable;
import io.sublet.agent.observe.network.Uplink;
import io.sublet.agent.observe.process.OomScoresReader;
import io.sublet.agent.observe.resource.Gpu;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.BitRate;
import io.sublet.model.slo.DiskQos;
import io.sublet.model.slo.NodeMemoryRule;
import io.sublet.model.slo.PodQosRule;
import io.sublet.model.slo.ResourceQos;
import io.sublet.model.unit.Percent;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What this node can do of what is asked for memory, cache, disks and network. Pure.
 *
 * @param lastProblem what the kernel last refused, by policy
 */
record ResourceCapabilities(Observation seen, ResourceQos asked, Mode mode, Map<String, String> lastProblem) {
    List<Capability> list() {
        return List.of(memory(), reclaim(), watermarks(), cache(), disk(), network(), oomScores(), gpus());
    }

    private Capability memory() {
        String feature = "memoryQos";
        if (!asked.usesMemory() && wantedMemory().isEmpty()) {
            return off(feature);
        }
        return byKnobs(feature, MemoryProtection.NAME, wantedMemory());
    }

    /** The knobs that the policy of any class, or a PodQoS, needs. */
    private Set<Knob> wantedMemory() {
        Set<Knob> knobs = EnumSet.noneOf(Knob.class);
        Arrays.stream(QosClass.values()).map(qos -> asked.of(qos).memory()).forEach(qos -> {
            add(knobs, Knob.MEMORY_MIN, qos.min().value());
            add(knobs, Knob.MEMORY_LOW, qos.low().value());
            add(knobs, Knob.MEMORY_HIGH, qos.throttling().value());
            add(knobs, Knob.MEMORY_WMARK_RATIO, qos.watermark().ratio());
            add(knobs, Knob.MEMORY_WMARK_MIN_ADJ, qos.watermark().minAdj());
            add(knobs, Knob.MEMORY_PRIORITY, qos.priority());
            add(knobs, Knob.MEMORY_OOM_GROUP, qos.oomGroup() ? 1 : 0);
        });
        seen.slo()
                .map(slo -> slo.extensions().podQos())
                .toOptional()
                .orElse(List.of())
                .forEach(rule -> {
                    PodQosRule.Memory own = rule.memory();
                    add(knobs, Knob.MEMORY_MIN, own.min().map(Percent::value).orElse(0L));
                    add(knobs, Knob.MEMORY_LOW, own.low().map(Percent::value).orElse(0L));
                    add(knobs, Knob.MEMORY_HIGH, own.high().map(Percent::value).orElse(0L));
                    add(knobs, Knob.MEMORY_OOM_GROUP, own.oomGroup().orElse(false) ? 1 : 0);
                });
        return knobs;
    }

    private static void add(Set<Knob> knobs, Knob knob, long value) {
        if (value != 0) {
            knobs.add(knob);
        }
    }

    private Capability reclaim() {
        String feature = "cacheReclaim";
        return asked.of(QosClass.BE).memory().enabled()
                ? byKnobs(feature, CacheReclaim.NAME, Set.of(Knob.MEMORY_RECLAIM))
                : off(feature);
    }

    private Capability watermarks() {
        String feature = "nodeWatermarks";
        if (asked.nodeMemory().equals(NodeMemoryRule.NONE)) {
            return off(feature);
        }
        String missing = seen.resources().kernel().values().stream()
                .flatMap(value -> value instanceof Reading.Missing<?>(String cause) ? Stream.of(cause) : Stream.empty())
                .sorted()
                .collect(Collectors.joining("; "));
        return missing.isEmpty()
                ? done(feature, NodeWatermarks.NAME, "by vm.min_free_kbytes, vm.watermark_scale_factor")
                : new Capability(feature, State.IMPOSSIBLE, missing);
    }

    private Capability cache() {
        String feature = "resctrl";
        if (!asked.usesCache()) {
            return off(feature);
        }
        return switch (seen.resources().resctrl()) {
            case Reading.Missing<Resctrl>(String cause) -> new Capability(feature, State.IMPOSSIBLE, cause);
            case Reading.Value<Resctrl>(Resctrl machine) -> {
                String can = String.join(", ", machine.caches().keySet())
                        + machine.bandwidth()
                                .map(kind -> " and memory bandwidth in "
                                        + kind.unit().name().toLowerCase(Locale.ROOT))
                                .orElse("; memory bandwidth cannot be divided")
                        + ", " + machine.mostGroups() + " groups";
                yield done(feature, CachePartition.NAME, can);
            }
        };
    }

    private Capability disk() {
        String feature = "diskQos";
        if (!asked.usesDisk()) {
            return off(feature);
        }
        String unknown = seen.resources().disks().devices().entrySet().stream()
                .flatMap(entry -> entry.getValue() instanceof Reading.Missing<String>(String cause)
                        ? Stream.of(entry.getKey() + ": " + cause)
                        : Stream.empty())
                .sorted()
                .collect(Collectors.joining("; "));
        if (!unknown.isEmpty()) {
            return new Capability(feature, State.DEGRADED, unknown);
        }
        return byKnobs(feature, DiskShares.NAME, wantedDisk());
    }

    private Capability network() {
        String feature = "networkQos";
        boolean marks = seen.slo()
                .map(slo -> !slo.extensions().dscp().byTier().isEmpty())
                .toOptional()
                .orElse(false);
        if (!asked.usesNetwork()) {
            return marks
                    ? new Capability(feature, State.OFF, "dscp-config marks packets only where networkQOS is enabled")
                    : off(feature);
        }
        if (asked.networkTotal().equals(BitRate.ZERO)) {
            return new Capability(feature, State.IMPOSSIBLE, "totalNetworkBandwidth is not set");
        }
        return switch (seen.resources().uplink()) {
            case Reading.Missing<Uplink>(String cause) -> new Capability(feature, State.IMPOSSIBLE, cause);
            case Reading.Value<Uplink>(Uplink uplink)
            when uplink.classes().startsWith("foreign") ->
                new Capability(
                        feature,
                        State.IMPOSSIBLE,
                        uplink.device() + " has a qdisc of another program: " + uplink.classes());
            case Reading.Value<Uplink>(Uplink uplink) ->
                done(
                        feature,
                        NetworkShares.NAME,
                        "what leaves by " + uplink.device()
                                + (marks ? ", marked by dscp-config" : "")
                                + "; what comes in and pods on the host's network are not sorted");
        };
    }

    private Capability gpus() {
        List<Gpu> gpus = seen.resources().gpus();
        String what = gpus.isEmpty()
                ? "this machine has none"
                : gpus.stream().map(Gpu::toString).collect(Collectors.joining("; "));
        return new Capability("gpus", State.OFF, gpus.isEmpty() ? what : "only shown: " + what);
    }

    private Capability oomScores() {
        String feature = "oomScores";
        boolean anyAsks = seen.pods().toOptional().orElse(List.of()).stream().anyMatch(OomScoresReader::isAsked);
        return anyAsks
                ? done(feature, OomOrder.NAME, "oom_score_adj of pods that ask for one")
                : new Capability(feature, State.OFF, "no pod asks for it");
    }

    /** The knobs that the policy of the tiers needs; a kernel has one of the two kinds of weight. */
    private Set<Knob> wantedDisk() {
        Set<Knob> knobs = EnumSet.noneOf(Knob.class);
        for (DiskQos qos : List.of(asked.be().disk(), asked.ls().disk())) {
            for (DiskQos.Block block : qos.blocks()) {
                add(knobs, Knob.DISK_READ_BPS, block.limits().readBytes());
                add(knobs, Knob.DISK_WRITE_BPS, block.limits().writeBytes());
                add(knobs, Knob.DISK_READ_IOPS, block.limits().readIops());
                add(knobs, Knob.DISK_WRITE_IOPS, block.limits().writeIops());
                add(knobs, Knob.DISK_LATENCY, block.latency().isSet() ? 1 : 0);
                boolean bfq = seen.knobs().supported().contains(Knob.DISK_BFQ_WEIGHT)
                        && !seen.knobs().supported().contains(Knob.DISK_WEIGHT);
                add(
                        knobs,
                        bfq ? Knob.DISK_BFQ_WEIGHT : Knob.DISK_WEIGHT,
                        block.limits().weight().orElse(0));
            }
        }
        return knobs;
    }

    /** By files of control groups, some of which a kernel may lack. */
    private Capability byKnobs(String feature, String policy, Set<Knob> knobs) {
        KnobTable table = seen.knobs();
        String missing = knobs.stream()
                .filter(knob -> !table.supported().contains(knob))
                .map(knob -> knob.file(table.version()))
                .sorted()
                .collect(Collectors.joining(", "));
        String there = knobs.stream()
                .filter(knob -> table.supported().contains(knob))
                .map(knob -> knob.file(table.version()))
                .sorted()
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            return there.isEmpty()
                    ? new Capability(feature, State.IMPOSSIBLE, "pods' groups have no " + missing)
                    : new Capability(feature, State.DEGRADED, "only by " + there + "; pods' groups have no " + missing);
        }
        return done(feature, policy, there.isEmpty() ? "nothing to set" : "by " + there);
    }

    private Capability done(String feature, String policy, String how) {
        String problem = lastProblem.get(policy);
        return problem == null ? Capability.done(feature, mode, how) : new Capability(feature, State.DEGRADED, problem);
    }

    private static Capability off(String feature) {
        return new Capability(feature, State.OFF, "the policy does not ask for it");
    }
}
