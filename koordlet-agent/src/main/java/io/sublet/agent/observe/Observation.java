package io.sublet.agent.observe;

import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.kubelet.KubeletObservation;
import io.sublet.agent.observe.machine.Machine;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.usage.ResourceUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * All that one tick decides on.
 *
 * @param sinceLast time since the observation before, zero for the first
 * @param used the node's CPU since the observation before, and its memory now
 * @param blindFor how long the node's CPU has been missing; zero while it is there
 * @param node the Node object
 * @param pods those that hold resources (Pending or Running), with their usage
 * @param slo the policy in force
 * @param held every knob that the agent has changed, with its original value
 */
public record Observation(
        Instant at,
        Duration sinceLast,
        ResourceUsage used,
        Duration blindFor,
        Machine machine,
        Reading<NodeView> node,
        Reading<List<PodObservation>> pods,
        Reading<NodeSlo> slo,
        Reading<BestEffortTier> tier,
        KubeletObservation kubelet,
        Map<KnobKey, KnobValue> held) {
    public Observation {
        held = Map.copyOf(held);
    }

    /** The node less its pods: the kernel, the system's daemons, the kubelet. Never negative; a missing pod counts here. */
    public ResourceUsage system() {
        ResourceUsage rest = used;
        for (PodObservation pod : pods.toOptional().orElse(List.of())) {
            ResourceUsage usage = pod.usage();
            rest = new ResourceUsage(
                    rest.cpu()
                            .map(cpu -> usage.cpu().toOptional().map(cpu::minus).orElse(cpu)),
                    rest.memory()
                            .map(bytes -> usage.memory()
                                    .toOptional()
                                    .map(bytes::minus)
                                    .orElse(bytes)));
        }
        return new ResourceUsage(
                rest.cpu().map(cpu -> cpu.atLeastZero()), rest.memory().map(bytes -> bytes.atLeastZero()));
    }
}
