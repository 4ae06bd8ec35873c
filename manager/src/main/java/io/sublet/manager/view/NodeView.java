package io.sublet.manager.view;

import io.sublet.crds.config.NodeFacts;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the manager keeps of a Node. Conditions, images and addresses are left out, so that a heartbeat does not change it.
 *
 * @param labels all labels, for selectors
 * @param annotations only those of the protocol that the manager reads
 * @param capacity CPU and memory of the machine
 * @param allocatable as the scheduler sees it: capacity less what the kubelet reserves, and amplified where that is on
 * @param published extended resources as they are on the Node
 */
public record NodeView(
        String name,
        Map<String, String> labels,
        Map<String, String> annotations,
        Reading<CpuMemory> capacity,
        Reading<CpuMemory> allocatable,
        Published published) {
    /** The value of the label by which colocation is switched off on a node. */
    public static final String DISABLED = "disabled";

    public NodeView {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    /** What a newer record of a node brings. */
    public enum Difference {
        NONE,
        /** Only what it offers, which nothing but the offer itself depends on. */
        OFFER,
        /** Anything else, and perhaps the offer too. */
        NODE
    }

    /** @param before the record that this one replaces, null if it is the first */
    Difference differenceFrom(@Nullable NodeView before) {
        if (equals(before)) {
            return Difference.NONE;
        }
        return before != null && equals(before.withWritten(published, Map.of())) ? Difference.OFFER : Difference.NODE;
    }

    /** What of it decides about its configuration. */
    public NodeFacts facts() {
        return new NodeFacts(name, labels, annotations);
    }

    /** The same node once these resources and annotations have been written; an empty annotation has been removed. */
    public NodeView withWritten(Published resources, Map<String, Optional<String>> changes) {
        Map<String, String> changed = new HashMap<>(annotations);
        changes.forEach(
                (key, value) -> value.ifPresentOrElse(text -> changed.put(key, text), () -> changed.remove(key)));
        return new NodeView(name, labels, changed, capacity, allocatable, resources);
    }
}
