package io.sublet.agent.decide.memory;

import io.sublet.agent.cluster.ContainerView;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.pod.ContainerObservation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.slo.MemoryQos;
import io.sublet.model.slo.PodQosRule;
import io.sublet.model.slo.ResourceQos;
import io.sublet.model.unit.Bytes;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.PodMemoryQos;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What every group of pods is to have. What a pod's containers keep, the pod keeps, and so does every group above it:
 * the kernel gives a group no more than its parent has. Zero asks for nothing, so that what the kubelet or a person has
 * set there stays.
 */
final class WantedMemory {
    private final CgroupPath root;
    private final ResourceQos policy;
    private final Optional<Bytes> node;
    private final Map<KnobKey, KnobValue> values = new HashMap<>();
    private final Map<CgroupPath, Long> min = new HashMap<>();
    private final Map<CgroupPath, Long> low = new HashMap<>();
    private final List<String> invalid = new ArrayList<>();

    /**
     * Of no pod yet.
     *
     * @param root the group above all pods
     * @param node what pods may have of the node's memory; empty while that is not known
     */
    WantedMemory(CgroupPath root, ResourceQos policy, Optional<Bytes> node) {
        this.root = root;
        this.policy = policy;
        this.node = node;
    }

    /**
     * Adds a pod that has a group.
     *
     * @param own what the pod's PodQoS says
     */
    void add(PodObservation pod, CgroupPath group, PodQosRule.Memory own) {
        MemoryQos qos = settings(pod.pod(), own);
        if (!qos.enabled()) {
            return;
        }
        for (ContainerObservation container : pod.containers()) {
            if (container.container().kind() != ContainerView.Kind.INIT) {
                add(container.cgroup(), group, MemoryShare.of(container.container(), qos, node), qos);
            }
        }
        put(group, Knob.MEMORY_OOM_GROUP, qos.oomGroup() ? 1 : 0);
        flags(group, qos);
        for (CgroupPath tier = group.parent(); tier.depth() > 0; tier = tier.parent()) {
            put(tier, Knob.MEMORY_PRIORITY_OOM, qos.priorityOom() ? 1 : 0);
        }
    }

    private void add(CgroupPath container, CgroupPath pod, MemoryShare share, MemoryQos qos) {
        put(container, Knob.MEMORY_MIN, share.min().value());
        put(container, Knob.MEMORY_LOW, share.low().value());
        share.high().ifPresent(high -> put(container, Knob.MEMORY_HIGH, high.value()));
        put(container, Knob.MEMORY_OOM_GROUP, qos.oomGroup() ? 1 : 0);
        flags(container, qos);
        for (CgroupPath above = pod; above.depth() > 0; above = above.parent()) {
            min.merge(above, share.min().value(), Long::sum);
            low.merge(above, share.low().value(), Long::sum);
        }
    }

    private void flags(CgroupPath group, MemoryQos qos) {
        put(group, Knob.MEMORY_PRIORITY, qos.priority());
        put(group, Knob.MEMORY_PRIORITY_OOM, qos.priorityOom() ? 1 : 0);
        if (qos.watermark().ratio() > 0) {
            put(group, Knob.MEMORY_WMARK_RATIO, qos.watermark().ratio());
            put(group, Knob.MEMORY_WMARK_SCALE, qos.watermark().scalePermill());
        }
        put(group, Knob.MEMORY_WMARK_MIN_ADJ, qos.watermark().minAdj());
    }

    private void put(CgroupPath group, Knob knob, long value) {
        if (value != 0) {
            values.put(new KnobKey(group, knob), new KnobValue.Whole(value));
        }
    }

    /** A pod's own settings where they can be used, else those of its PodQoS and its class. */
    private MemoryQos settings(PodView pod, PodQosRule.Memory own) {
        MemoryQos ofClass = policy.of(pod.qos()).memory().overriddenBy(own);
        String annotation = pod.marks().annotations().get(Annotations.MEMORY_QOS);
        return switch (PodMemoryQos.parse(annotation, pod.qos(), ofClass)) {
            case Parsed.Absent<MemoryQos>() -> ofClass;
            case Parsed.Valid<MemoryQos>(MemoryQos annotated) -> annotated;
            case Parsed.Invalid<MemoryQos>(String why) -> {
                invalid.add(pod.ref() + ": " + Annotations.MEMORY_QOS + ": " + why);
                yield ofClass;
            }
        };
    }

    /** Every value that differs from that of a group that nobody has touched. */
    Map<KnobKey, KnobValue> values() {
        Map<KnobKey, KnobValue> all = new HashMap<>(values);
        addSums(min, Knob.MEMORY_MIN, all);
        addSums(low, Knob.MEMORY_LOW, all);
        return all;
    }

    private static void addSums(Map<CgroupPath, Long> sums, Knob knob, Map<KnobKey, KnobValue> into) {
        sums.forEach((group, sum) -> {
            if (sum > 0) {
                into.put(new KnobKey(group, knob), new KnobValue.Whole(sum));
            }
        });
    }

    /** What all pods keep together. */
    Bytes kept() {
        return new Bytes(min.getOrDefault(root, 0L));
    }

    /** Pods whose own settings cannot be used, and why. */
    List<String> invalid() {
        return List.copyOf(invalid);
    }
}
