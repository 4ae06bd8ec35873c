package io.sublet.extender.cluster;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sublet.crds.cluster.ApiContact;
import io.sublet.crds.cluster.RecordWatch;
import io.sublet.crds.noderesourcetopology.NodeResourceTopology;
import io.sublet.crds.noderesourcetopology.Zone;
import io.sublet.crds.noderesourcetopology.ZoneResource;
import io.sublet.extender.ledger.PinLedger;
import io.sublet.extender.pin.HeldPod;
import io.sublet.extender.pin.NodeDeclaration;
import io.sublet.extender.pin.PinPod;
import io.sublet.extender.pin.TopologyReport;
import io.sublet.extender.rank.AssignedPod;
import io.sublet.extender.rank.NodeFacts;
import io.sublet.extender.rank.PinMarks;
import io.sublet.extender.rank.ResourceAmounts;
import io.sublet.model.cpu.Amounts;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.resource.CpuMemory;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.ResourceNames;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Feeds the ledger: with NodeResourceTopology objects by a watch of its own, with nodes and pods by that of the snapshot. */
public final class LedgerFeed implements AutoCloseable {
    /** By convention of the protocol, followed by the number of the NUMA node. */
    private static final String ZONE_PREFIX = "node-";

    private final PinLedger ledger;
    private final Canon<CpuTopology> topologies = new Canon<>();
    private final RecordWatch<NodeResourceTopology> watch;

    /** @param contact is told of what does not work */
    public LedgerFeed(KubernetesClient client, ApiContact contact, PinLedger ledger) {
        this.ledger = ledger;
        this.watch = new RecordWatch<>(
                new RecordWatch.Source<>(
                        "noderesourcetopologies",
                        client.resources(NodeResourceTopology.class),
                        NodeResourceTopology::new),
                contact,
                this::topologySeen,
                topology -> ledger.removeTopology(topology.getMetadata().getName()));
    }

    /** Begins to watch; completes when all topologies have been listed and taken in. */
    public CompletableFuture<Void> start() {
        watch.start();
        return watch.filled();
    }

    public boolean isWatching() {
        return watch.isWatching();
    }

    @Override
    public void close() {
        watch.close();
    }

    private void topologySeen(NodeResourceTopology topology) {
        TopologyReport report = report(topology);
        ledger.put(report.sharing(topologies.of(report.topology())));
    }

    /** The definition of the object lets quantities through that are none. */
    static TopologyReport report(NodeResourceTopology topology) {
        Parsed<SortedMap<Integer, Amounts>> zones = Parsed.attempt(() -> zones(topology.getZones()));
        TopologyReport report = TopologyReport.of(
                topology.getMetadata().getName(),
                orEmpty(topology.getMetadata().getAnnotations()),
                topology.getTopologyPolicies(),
                zones.valid().orElse(Collections.emptySortedMap()));
        return zones instanceof Parsed.Invalid<SortedMap<Integer, Amounts>>(String why)
                ? report.withFlaw("zones of the NodeResourceTopology cannot be read: " + why)
                : report;
    }

    private static SortedMap<Integer, Amounts> zones(List<Zone> zones) {
        SortedMap<Integer, Amounts> amounts = new TreeMap<>();
        for (Zone zone : zones) {
            number(zone).ifPresent(number -> amounts.put(number, offered(zone)));
        }
        return amounts;
    }

    private static OptionalInt number(Zone zone) {
        String name = zone.name() == null ? "" : zone.name();
        String digits = name.startsWith(ZONE_PREFIX) ? name.substring(ZONE_PREFIX.length()) : "";
        return "Node".equals(zone.type()) && digits.matches("[0-9]{1,4}")
                ? OptionalInt.of(Integer.parseInt(digits))
                : OptionalInt.empty();
    }

    private static Amounts offered(Zone zone) {
        Map<String, String> quantities = new HashMap<>();
        for (ZoneResource resource : zone.resources()) {
            Quantity allocatable = resource.allocatable();
            if (resource.name() != null && allocatable != null) {
                quantities.put(resource.name(), allocatable.toString());
            }
        }
        return PinPod.amounts(ResourceAmounts.parse(quantities));
    }

    void nodeSeen(Node node, NodeFacts facts) {
        ledger.put(NodeDeclaration.of(
                facts.name(),
                facts.labels(),
                orEmpty(node.getMetadata().getAnnotations()),
                facts.offer().forPods()));
    }

    void nodeGone(String name) {
        ledger.removeNode(name);
    }

    void podSeen(String node, Pod pod, AssignedPod assigned) {
        ObjectMeta metadata = pod.getMetadata();
        Map<String, String> annotations = orEmpty(metadata.getAnnotations());
        Integer priority = pod.getSpec().getPriority();
        ResourceAmounts requests = assigned.resources().requests();
        ledger.see(
                node,
                HeldPod.of(
                        assigned.ref(),
                        PinMarks.of(
                                orEmpty(metadata.getLabels()),
                                annotations,
                                priority == null ? OptionalInt.empty() : OptionalInt.of(priority),
                                false),
                        CpuMemory.of(requests.of(ResourceNames.CPU), requests.of(ResourceNames.MEMORY)),
                        annotations.get(Annotations.RESOURCE_STATUS)));
    }

    void podGone(String uid) {
        ledger.gone(uid);
    }

    private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : map;
    }
}
