package io.sublet.manager.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sublet.manager.view.ClusterView;
import io.sublet.manager.view.ExtendedResource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What each node offers, {@code sublet_manager_node_offered_…{node,tier}}: CPU in cores, memory in bytes, whatever the unit of
 * the resource. Four series for each node, which on a large cluster are more than all others together, so they are optional.
 */
public final class NodeGauges {
    private final MeterRegistry registry;
    private final ClusterView view;
    private final Map<String, List<Meter>> gauges = new ConcurrentHashMap<>();

    public NodeGauges(MeterRegistry registry, ClusterView view) {
        this.registry = registry;
        this.view = view;
    }

    /** Shows a node that is there, and no longer shows one that is gone. */
    public void update(String node) {
        if (view.node(node).isPresent()) {
            gauges.computeIfAbsent(node, this::register);
            return;
        }
        List<Meter> gone = gauges.remove(node);
        if (gone != null) {
            gone.forEach(registry::remove);
        }
    }

    private List<Meter> register(String node) {
        return Stream.of(ExtendedResource.values())
                .<Meter>map(resource -> Gauge.builder(
                                "sublet.manager.node.offered." + (resource.isCpu() ? "cpu.cores" : "memory.bytes"),
                                () -> offered(node, resource))
                        .description("What a node offers to a tier")
                        .tags("node", node, "tier", resource.tier())
                        .strongReference(true)
                        .register(registry))
                .toList();
    }

    private double offered(String node, ExtendedResource resource) {
        return view.node(node)
                .map(known -> known.published().allocatable().value(resource).orElse(0) / resource.perUnit())
                .orElse(0.0);
    }
}
