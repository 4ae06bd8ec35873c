package io.sublet.agent.decide.evict;

import io.sublet.agent.cluster.PodView;
import io.sublet.model.slo.PodQosRule;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * By what pods are compared: who is smaller leaves first.
 *
 * @param order of {@link Annotations#EVICTION_PRIORITY}, else of the PodQoS
 * @param priority of the pod, by default that of its class
 * @param subPriority of {@link Labels#POD_SUB_PRIORITY}, by default the priority
 * @param cost of {@link Annotations#EVICTION_COST}
 * @param worth what its leaving releases, for each hour and one that it has run and that would be lost
 * @param name by which equals are told apart
 */
record VictimScore(int order, int priority, int subPriority, int cost, long worth, String name)
        implements Comparable<VictimScore> {
    private static final Comparator<VictimScore> COMPARATOR = Comparator.comparingInt(VictimScore::order)
            .thenComparingInt(VictimScore::priority)
            .thenComparingInt(VictimScore::subPriority)
            .thenComparingInt(VictimScore::cost)
            .thenComparing(Comparator.comparingLong(VictimScore::worth).reversed())
            .thenComparing(VictimScore::name);

    /**
     * The score of a pod.
     *
     * @param use by which pods that are else alike are compared: what it uses, or has requested, of what is short
     */
    static VictimScore of(PodView pod, Optional<PodQosRule> rule, long use, Instant now) {
        Map<String, String> annotations = pod.marks().annotations();
        int priority = pod.marks().priority().orElse(pod.priority().defaultPriority());
        int order = annotations.containsKey(Annotations.EVICTION_PRIORITY)
                ? number(annotations.get(Annotations.EVICTION_PRIORITY), 0)
                : rule.map(PodQosRule::evictionOrder).orElse(0);
        return new VictimScore(
                order,
                priority,
                number(pod.marks().labels().get(Labels.POD_SUB_PRIORITY), priority),
                cost(pod),
                use / (1 + hoursRun(pod, now)),
                pod.ref().key());
    }

    /** What the pod's eviction would waste, as its owner says. */
    static int cost(PodView pod) {
        return number(pod.marks().annotations().get(Annotations.EVICTION_COST), 0);
    }

    /** A pod that does not say when it began has just begun; so has one from the future. */
    private static long hoursRun(PodView pod, Instant now) {
        return pod.life().created().isBefore(now)
                ? Duration.between(pod.life().created(), now).toHours()
                : 0;
    }

    private static int number(@Nullable String text, int absent) {
        if (text == null || !text.matches("-?(0|[1-9][0-9]{0,9})")) {
            return absent;
        }
        long value = Long.parseLong(text);
        return value < Integer.MIN_VALUE || value > Integer.MAX_VALUE ? absent : (int) value;
    }

    @Override
    public int compareTo(VictimScore other) {
        return COMPARATOR.compare(this, other);
    }

    /** For a person. */
    String text() {
        return "order=" + order + " priority=" + priority + " subPriority=" + subPriority + " cost=" + cost + " worth="
                + worth;
    }
}
