package io.sublet.manager.view;

import io.sublet.crds.config.NodeFacts;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import java.util.Map;

/**
 * What the manager keeps of a Node. Conditions, images and addresses are left out, so that a heartbeat does not change it.
 *
 * @param labels all labels, for selectors
 * @param annotations only those of the protocol that the manager reads
 * @param capacity CPU and memory of the machine
 * @param allocatable capacity less what the kubelet reserves
 * @param published batch resources as they are on the Node
 */
public record NodeView(
        String name,
        Map<String, String> labels,
        Map<String, String> annotations,
        Reading<CpuMemory> capacity,
        Reading<CpuMemory> allocatable,
        PublishedBatch published) {
    public NodeView {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    /** What of it decides about its configuration. */
    public NodeFacts facts() {
        return new NodeFacts(name, labels, annotations);
    }

    /** The same node once a write of batch resources has succeeded. */
    public NodeView withPublished(PublishedBatch written) {
        return new NodeView(name, labels, annotations, capacity, allocatable, written);
    }
}
