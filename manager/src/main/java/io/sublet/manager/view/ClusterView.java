package io.sublet.manager.view;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The records of all informers, by node. Each put and removal says whether it changed anything, so that a heartbeat causes
 * no work.
 *
 * <p>Safe for any number of threads; a reader sees each record whole, and different records possibly at different times.
 */
public final class ClusterView {
    private final Map<String, NodeView> nodes = new ConcurrentHashMap<>();
    /** What nodes will look like once their writes that are under way have been done. */
    private final Map<String, NodeView> awaited = new ConcurrentHashMap<>();

    private final Map<String, NodeMetricView> metrics = new ConcurrentHashMap<>();
    private final Map<String, NodeSloView> slos = new ConcurrentHashMap<>();
    private final Map<String, TopologyView> topologies = new ConcurrentHashMap<>();
    private final Map<String, PodView> pods = new ConcurrentHashMap<>();
    private final Map<String, Map<String, PodView>> podsByNode = new ConcurrentHashMap<>();
    private final Map<String, PodQosView> podQos = new ConcurrentHashMap<>();
    private final Map<String, Map<String, String>> namespaces = new ConcurrentHashMap<>();

    public NodeView.Difference put(NodeView node) {
        NodeView before = nodes.put(node.name(), node);
        return awaited.remove(node.name(), node) ? NodeView.Difference.NONE : node.differenceFrom(before);
    }

    public NodeMetricView.Difference put(NodeMetricView metric) {
        return metric.differenceFrom(metrics.put(metric.name(), metric));
    }

    public boolean put(NodeSloView slo) {
        return !slo.equals(slos.put(slo.name(), slo));
    }

    public boolean put(TopologyView topology) {
        return !topology.saysSameAs(topologies.put(topology.name(), topology));
    }

    public boolean put(PodView pod) {
        PodView before = pods.put(pod.key(), pod);
        if (pod.equals(before)) {
            return false;
        }
        if (before != null && !before.node().equals(pod.node())) {
            forget(before);
        }
        podsByNode.compute(pod.node(), (node, ofNode) -> {
            Map<String, PodView> map = ofNode == null ? new ConcurrentHashMap<>() : ofNode;
            map.put(pod.key(), pod);
            return map;
        });
        return true;
    }

    public boolean put(PodQosView object) {
        return !object.equals(podQos.put(object.name(), object));
    }

    public boolean removePodQos(String name) {
        return podQos.remove(name) != null;
    }

    public boolean putNamespace(String name, Map<String, String> labels) {
        return !labels.equals(namespaces.put(name, labels));
    }

    public boolean removeNamespace(String name) {
        return namespaces.remove(name) != null;
    }

    public boolean removeNode(String name) {
        awaited.remove(name);
        return nodes.remove(name) != null;
    }

    public boolean removeMetric(String name) {
        return metrics.remove(name) != null;
    }

    public boolean removeSlo(String name) {
        return slos.remove(name) != null;
    }

    public boolean removeTopology(String name) {
        return topologies.remove(name) != null;
    }

    /** The pod that was removed, if it was known. */
    public Optional<PodView> removePod(String key) {
        PodView before = pods.remove(key);
        if (before != null) {
            forget(before);
        }
        return Optional.ofNullable(before);
    }

    private void forget(PodView pod) {
        podsByNode.computeIfPresent(pod.node(), (node, ofNode) -> {
            ofNode.remove(pod.key());
            return keptOrNothing(ofNode);
        });
    }

    private static @Nullable Map<String, PodView> keptOrNothing(Map<String, PodView> ofNode) {
        return ofNode.isEmpty() ? null : ofNode;
    }

    public Optional<NodeView> node(String name) {
        return Optional.ofNullable(nodes.get(name));
    }

    public Optional<NodeMetricView> metric(String name) {
        return Optional.ofNullable(metrics.get(name));
    }

    public Optional<NodeSloView> slo(String name) {
        return Optional.ofNullable(slos.get(name));
    }

    public Optional<TopologyView> topology(String name) {
        return Optional.ofNullable(topologies.get(name));
    }

    public Collection<PodView> podsOn(String node) {
        Map<String, PodView> ofNode = podsByNode.get(node);
        return ofNode == null ? List.of() : List.copyOf(ofNode.values());
    }

    public Set<String> nodeNames() {
        return nodes.keySet();
    }

    public Set<String> metricNames() {
        return metrics.keySet();
    }

    public Set<String> topologyNames() {
        return topologies.keySet();
    }

    public Set<String> sloNames() {
        return slos.keySet();
    }

    /** Namespace and name of each pod. */
    public Set<String> podKeys() {
        return pods.keySet();
    }

    /** The nodes as they are now. */
    public Collection<NodeView> nodes() {
        return List.copyOf(nodes.values());
    }

    public Set<String> podQosNames() {
        return podQos.keySet();
    }

    public Set<String> namespaceNames() {
        return namespaces.keySet();
    }

    public Collection<PodQosView> podQos() {
        return List.copyOf(podQos.values());
    }

    /** Labels by name; complete only while namespaces are watched. */
    public Map<String, Map<String, String>> namespaces() {
        return Map.copyOf(namespaces);
    }

    /** By namespace and name. */
    public Optional<PodView> pod(String key) {
        return Optional.ofNullable(pods.get(key));
    }

    public Collection<PodView> pods() {
        return Collections.unmodifiableCollection(pods.values());
    }

    public int nodeCount() {
        return nodes.size();
    }

    /** What the allocatable of all nodes shows of a resource, in the unit of the resource. */
    public double published(ExtendedResource resource) {
        return nodes.values().stream()
                .mapToDouble(
                        node -> node.published().allocatable().value(resource).orElse(0))
                .sum();
    }

    /** Every name that some object has: nodes, and objects that a node may have left behind. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>(nodes.keySet());
        names.addAll(metrics.keySet());
        names.addAll(slos.keySet());
        return names;
    }

    /**
     * A write to a node begins. The watch often tells of it before the API server answers, and that is no news; whoever writes
     * says how it ended by {@link #applied} or {@link #notApplied}.
     */
    public void writing(NodeView node, Published resources, Map<String, Optional<String>> annotations) {
        awaited.put(node.name(), node.withWritten(resources, annotations));
    }

    /** Shows what a write to a node did before its watch event comes, so that it is not repeated meanwhile. */
    public void applied(String name, Published resources, Map<String, Optional<String>> annotations) {
        // What the watch has told is newer than the answer.
        if (awaited.remove(name) != null) {
            nodes.computeIfPresent(name, (key, node) -> node.withWritten(resources, annotations));
        }
    }

    /** A write to a node failed, or may have. */
    public void notApplied(String name) {
        awaited.remove(name);
    }
}
