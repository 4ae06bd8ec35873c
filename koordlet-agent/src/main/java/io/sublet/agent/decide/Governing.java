package io.sublet.agent.decide;

import io.sublet.agent.cluster.PodView;
import io.sublet.model.pod.PodSelector;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.slo.PodQosRule;
import java.util.Optional;

/** Which PodQoS governs a pod. */
public final class Governing {
    private Governing() {}

    /** The first rule that names the pod; empty if none does. */
    public static Optional<PodQosRule> rule(PodView pod, NodeSlo slo) {
        if (slo.extensions().podQos().isEmpty()) {
            return Optional.empty();
        }
        PodSelector.Subject subject = new PodSelector.Subject(
                pod.ref().namespace(), pod.marks().labels(), pod.marks().priority(), pod.qos());
        return slo.extensions().podQos().stream()
                .filter(rule -> rule.pods().selects(subject))
                .findFirst();
    }

    /** What it says of the pod's memory. */
    public static PodQosRule.Memory memory(PodView pod, NodeSlo slo) {
        return rule(pod, slo).map(PodQosRule::memory).orElse(PodQosRule.Memory.NONE);
    }

    /** What it says of the pod's CPU. */
    public static PodQosRule.Cpu cpu(PodView pod, NodeSlo slo) {
        return rule(pod, slo).map(PodQosRule::cpu).orElse(PodQosRule.Cpu.NONE);
    }
}
