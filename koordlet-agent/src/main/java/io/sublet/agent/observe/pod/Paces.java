package io.sublet.agent.observe.pod;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.observe.group.Pace;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.CpuBurstRule;
import io.sublet.model.slo.NodeSlo;
import io.sublet.protocol.Annotations;

/**
 * How often pods and containers are read.
 *
 * @param mayBurst whether containers of online pods may burst that do not say so themselves
 * @param mayLeave whether best-effort pods may be chosen, by the memory that they use, to leave or to lose page cache
 * @param writes whether the agent has changed anything on the node, so that limits of memory are set too
 */
public record Paces(boolean mayBurst, boolean mayLeave, boolean writes) {
    /** By the policy in force. */
    public static Paces of(Reading<NodeSlo> slo, boolean writes) {
        return slo instanceof Reading.Value<NodeSlo>(NodeSlo rules)
                ? new Paces(mayBurst(rules), mayLeave(rules), writes)
                : new Paces(false, false, writes);
    }

    private static boolean mayBurst(NodeSlo rules) {
        return rules.cpu().burst().policy() != CpuBurstRule.Policy.NONE
                || rules.extensions().podQos().stream()
                        .anyMatch(rule -> rule.cpu().burst().isPresent());
    }

    private static boolean mayLeave(NodeSlo rules) {
        return rules.evictions().enabled()
                || rules.resources().be().memory().enabled()
                || rules.extensions().interference().enabled()
                || !rules.extensions().watermarks().isEmpty();
    }

    Pace ofPod(PodView pod) {
        return mayLeave && pod.isBestEffort() ? Pace.EVICTABLE : Pace.REPORTED;
    }

    Pace ofContainers(PodView pod) {
        if (pod.isBestEffort()) {
            return writes ? Pace.LIMITED : Pace.TO_LIMIT;
        }
        return mayBurst || pod.marks().annotations().containsKey(Annotations.CPU_BURST) ? Pace.CLOSE : Pace.SHOWN;
    }
}
