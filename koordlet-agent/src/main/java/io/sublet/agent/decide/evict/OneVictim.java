package io.sublet.agent.decide.evict;

import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Evicts pods one by one, for a rule that does not say how much has to be released. */
public final class OneVictim {
    private OneVictim() {}

    /** By what pods that are else alike are compared. */
    public enum Use {
        CPU,
        MEMORY
    }

    /**
     * The next eviction, or why there is none; empty if no pod may be evicted at all.
     *
     * @param pods among whom
     */
    public static Optional<Verdict> next(Observation seen, NodeSlo slo, List<PodObservation> pods, Use use, Wish wish) {
        Victims.Terms terms = new Victims.Terms(
                wish.feature,
                false,
                OptionalInt.empty(),
                pod -> used(pod, use),
                pod -> used(pod, use).toOptional().orElse(0L));
        Victims victims = Victims.of(seen, pods, slo, terms);
        if (victims.leaving() > 0) {
            return Optional.of(hold(wish, EvictionReason.UnderWay));
        }
        if (victims.ranked().isEmpty()) {
            return Optional.empty();
        }
        Optional<String> impossible = seen.evictions().impossible();
        if (impossible.isPresent()) {
            return Optional.of(new Verdict.Hold(
                    wish.policy,
                    new Reason(EvictionReason.Impossible, wish.reason.facts()).with("cause", impossible.get())));
        }
        Victims.Candidate first = victims.ranked().getFirst();
        Reason reason = wish.reason
                .with("score", first.score().text())
                .with("candidates", victims.ranked().size())
                .with("spared", victims.spared().size());
        return Optional.of(new Verdict.Act(
                wish.policy,
                List.of(new Action.EvictPod(wish.policy, first.pod().ref(), wish.grace, reason)),
                reason.with("chosen", first.pod().ref().key())));
    }

    /**
     * What is asked for.
     *
     * @param policy in whose name
     * @param feature the name that the annotation of a pod lists to permit it
     * @param grace for the pod to end; absent is its own
     */
    public record Wish(String policy, String feature, Optional<Duration> grace, Reason reason) {}

    private static Verdict hold(Wish wish, EvictionReason code) {
        return new Verdict.Hold(wish.policy, new Reason(code, wish.reason.facts()));
    }

    private static Reading<Long> used(PodObservation pod, Use use) {
        return use == Use.CPU
                ? pod.usage().cpu().map(MilliCpu::value)
                : pod.usage().memory().map(Bytes::value);
    }
}
