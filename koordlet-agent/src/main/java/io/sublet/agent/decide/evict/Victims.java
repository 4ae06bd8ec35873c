package io.sublet.agent.decide.evict;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.decide.Governing;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.NodeSlo;
import io.sublet.protocol.Labels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * The pods of the node in the order in which they would leave, and why the others would not.
 *
 * @param ranked who may leave, first first
 * @param spared who may not
 * @param leaving what those release that are on their way already
 */
record Victims(List<Candidate> ranked, List<Spared> spared, long leaving) {
    /** @param credit what its leaving releases */
    record Candidate(PodView pod, VictimScore score, long credit) {}

    /** @param why one clause */
    record Spared(PodView pod, String why) {}

    /**
     * Who is asked to leave by a policy.
     *
     * @param feature the name of the policy in the protocol
     * @param byLabel whether only pods go that are labelled for it
     * @param highestPriority above which no pod goes; empty for no bound
     * @param credit what a pod's leaving releases; missing if that is not known, and then it stays
     * @param use by which pods that are else alike are compared
     */
    record Terms(
            String feature,
            boolean byLabel,
            OptionalInt highestPriority,
            Function<PodObservation, Reading<Long>> credit,
            ToLongFunction<PodObservation> use) {}

    static Victims of(Observation seen, List<PodObservation> pods, NodeSlo slo, Terms terms) {
        List<Candidate> ranked = new ArrayList<>();
        List<Spared> spared = new ArrayList<>();
        long leaving = 0;
        for (PodObservation observed : pods) {
            PodView pod = observed.pod();
            if (!pod.active()) {
                continue;
            }
            Reading<Long> credit = terms.credit.apply(observed);
            boolean onItsWay = pod.life().terminating()
                    || seen.evictions().asked().contains(pod.ref().uid());
            if (onItsWay) {
                leaving += credit.toOptional().orElse(0L);
                spared.add(new Spared(pod, "it is leaving already"));
                continue;
            }
            Optional<String> why = forbids(seen, pod, slo, terms);
            switch (credit) {
                case Reading.Missing<Long>(String cause) -> spared.add(new Spared(pod, why.orElse(cause)));
                case Reading.Value<Long>(Long amount) when why.isPresent() -> spared.add(new Spared(pod, why.get()));
                case Reading.Value<Long>(Long amount)
                when amount <= 0 -> spared.add(new Spared(pod, "its leaving would release nothing"));
                case Reading.Value<Long>(Long amount) ->
                    ranked.add(new Candidate(
                            pod,
                            VictimScore.of(
                                    pod,
                                    Governing.rule(pod, slo),
                                    terms.use.applyAsLong(observed),
                                    seen.moment().at()),
                            amount));
            }
        }
        ranked.sort(Comparator.comparing(Candidate::score));
        return new Victims(List.copyOf(ranked), List.copyOf(spared), leaving);
    }

    private static Optional<String> forbids(Observation seen, PodView pod, NodeSlo slo, Terms terms) {
        Optional<String> forbidden = EvictionPermission.forbids(pod, slo, terms.feature);
        if (forbidden.isPresent()) {
            return forbidden;
        }
        int priority = pod.marks().priority().orElse(pod.priority().defaultPriority());
        if (terms.highestPriority.isPresent() && priority > terms.highestPriority.getAsInt()) {
            return Optional.of("its priority " + priority + " is above " + terms.highestPriority.getAsInt());
        }
        if (terms.byLabel && !"true".equals(pod.marks().labels().get(Labels.EVICTION_ENABLED))) {
            return Optional.of("it has no label " + Labels.EVICTION_ENABLED + "=true");
        }
        String refused = seen.evictions().refused().get(pod.ref().uid());
        return Optional.ofNullable(refused).map(why -> "its eviction was refused a moment ago: " + why);
    }
}
