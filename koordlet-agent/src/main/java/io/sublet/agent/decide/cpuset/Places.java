package io.sublet.agent.decide.cpuset;

import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.topology.CpuClaims;
import io.sublet.model.cpu.CpuConflict;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.cpu.NodeCpus;
import io.sublet.model.cpu.SharePool;
import io.sublet.model.pod.QosClass;
import io.sublet.model.unit.CpuSet;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.ResourceStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where each pod of a node is to run, the first that holds:
 *
 * <ol>
 *   <li>bound by the scheduler: on those CPUs;
 *   <li>best effort: wherever its tier is;
 *   <li>given CPU on some NUMA nodes: on the shared CPUs of those;
 *   <li>class SYSTEM, and CPUs are kept for it: on those;
 *   <li>on the shared CPUs: all but those that are bound, reserved or kept.
 * </ol>
 */
final class Places {
    private final CpuTopology topology;
    private final NodeView node;
    private final List<SharePool> shared;
    private final CpuSet pool;
    private final CpuSet bestEffort;
    private final Map<String, List<CpuConflict>> conflicts;

    private Places(CpuTopology topology, NodeView node, NodeCpus all, CpuSet bestEffort, NodeCpus online) {
        this.topology = topology;
        this.node = node;
        this.shared = all.sharePools();
        this.pool = union(shared);
        this.bestEffort = bestEffort;
        this.conflicts = new HashMap<>();
        // Best effort may run on CPUs of others, so that its claims are in nobody's way.
        online.conflicts()
                .forEach(conflict -> conflicts
                        .computeIfAbsent(conflict.uid(), uid -> new ArrayList<>())
                        .add(conflict));
    }

    static Places of(Observation seen, CpuTopology topology, NodeView node, List<PodView> pods) {
        List<PodView> online = pods.stream().filter(pod -> !pod.isBestEffort()).toList();
        return new Places(
                topology,
                node,
                CpuClaims.of(topology, node, pods, seen.kubelet()),
                EligibleCpus.of(seen, topology).all(),
                CpuClaims.of(topology, node, online, seen.kubelet()));
    }

    CpuSet pool() {
        return pool;
    }

    /** @param placed whether the agent has placed the pod before, so that CPUs which are not online were so then */
    Place of(PodView pod, boolean placed) {
        if (!pod.boundCpus().isEmpty()) {
            return bound(pod, placed);
        }
        if (pod.isBestEffort()) {
            return new Place.Elsewhere();
        }
        CpuSet system = node.topology().systemQos().cpus().intersect(topology.cpuSet());
        if (pod.qos() == QosClass.SYSTEM && !system.isEmpty()) {
            return new Place.On(system, PlaceReason.SystemPool, false);
        }
        CpuSet cpus = ofNumaNodes(pod).orElse(pool);
        if (cpus.isEmpty()) {
            return new Place.Stay("no CPU is left to share");
        }
        return cpus.equals(topology.cpuSet()) ? new Place.Anywhere() : new Place.On(cpus, PlaceReason.SharePool, false);
    }

    private Place bound(PodView pod, boolean placed) {
        CpuSet online = pod.boundCpus().intersect(topology.cpuSet());
        CpuSet cpus = pod.isBestEffort() ? online.intersect(bestEffort) : online;
        List<String> why = new ArrayList<>();
        for (CpuConflict conflict : conflicts.getOrDefault(pod.ref().uid(), List.of())) {
            boolean matters = switch (conflict.kind()) {
                case OFFLINE -> !placed;
                case SHARED -> true;
                case RESERVED -> false;
            };
            if (matters) {
                why.add(conflict.text());
            }
        }
        if (pod.isBestEffort() && !placed && !online.equals(pod.boundCpus())) {
            why.add("CPUs " + pod.boundCpus().minus(online) + " are not online");
        }
        if (cpus.isEmpty()) {
            why.add("none of its CPUs " + pod.boundCpus() + " may be used");
        }
        return why.isEmpty()
                ? new Place.On(
                        cpus,
                        cpus.equals(pod.boundCpus()) ? PlaceReason.Bound : PlaceReason.BoundPartly,
                        !pod.isBestEffort())
                : new Place.Stay(String.join(", ", why));
    }

    /** The shared CPUs of the NUMA nodes on which a pod was given CPU; empty for a pod that was placed regardless of them. */
    private Optional<CpuSet> ofNumaNodes(PodView pod) {
        String annotation = pod.marks().annotations().get(Annotations.RESOURCE_STATUS);
        List<Integer> nodes = ResourceStatus.parse(annotation)
                .valid()
                .map(status -> status.numaNodes().stream()
                        .filter(numa -> numa.resources().keySet().stream().anyMatch(name -> name.endsWith("cpu")))
                        .map(ResourceStatus.NumaNodeResources::node)
                        .toList())
                .orElse(List.of());
        return nodes.isEmpty()
                ? Optional.empty()
                : Optional.of(union(shared.stream()
                        .filter(part -> nodes.contains(part.node()))
                        .toList()));
    }

    private static CpuSet union(List<SharePool> pools) {
        return pools.stream().map(SharePool::cpus).collect(Collectors.reducing(CpuSet.EMPTY, CpuSet::union));
    }
}
