package io.sublet.agent.observe.pod;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.observe.group.Pace;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.CpuBurstRule;
import io.sublet.model.slo.NodeSlo;
import io.sublet.protocol.Annotations;

/**
 * How often containers are read.
 *
 * @param mayBurst whether those of online pods may burst that do not say so themselves
 * @param writes whether the agent has changed anything on the node, so that limits of memory are set too
 */
public record ContainerPaces(boolean mayBurst, boolean writes) {
    /** By the policy in force. */
    public static ContainerPaces of(Reading<NodeSlo> slo, boolean writes) {
        boolean mayBurst = slo instanceof Reading.Value<NodeSlo>(NodeSlo rules)
                && (rules.cpu().burst().policy() != CpuBurstRule.Policy.NONE
                        || rules.extensions().podQos().stream()
                                .anyMatch(rule -> rule.cpu().burst().isPresent()));
        return new ContainerPaces(mayBurst, writes);
    }

    Pace of(PodView pod) {
        if (pod.isBestEffort()) {
            return writes ? Pace.LIMITED : Pace.TO_LIMIT;
        }
        return mayBurst || pod.marks().annotations().containsKey(Annotations.CPU_BURST) ? Pace.CLOSE : Pace.SHOWN;
    }
}
