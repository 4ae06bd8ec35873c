package io.sublet.agent.decide.interference;

import io.sublet.agent.decide.interference.Correlation.Pair;
import io.sublet.agent.decide.interference.Course.Felt;
import io.sublet.agent.decide.interference.Course.Used;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.agent.observe.signal.BatchUse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A batch pod, and how far it explains a victim's signal.
 *
 * @param resource by what it does
 * @param cpu thousandths of a CPU that it used while the victim suffered
 * @param together how far use and signal go up and down together, from -1 to 1
 */
record Suspect(PodObservation pod, String resource, double score, double cpu, double together) {
    /** How far use and signal must go up and down together in the windows that are compared, as Pearson's coefficient. */
    private static final double LINEAR = 0.7;

    /** Who uses less than a fiftieth of a CPU disturbs nobody. */
    private static final double LEAST_CPU = 20;

    /**
     * All batch pods, the likeliest first.
     *
     * @param windows that the score goes by, the last ones; whether both go up and down together is told from all that are known
     */
    static List<Suspect> of(Victim victim, List<PodObservation> pods, Course course, int windows) {
        List<Felt> felt = course.all(victim.uid(), victim.kind());
        List<Suspect> suspects = new ArrayList<>();
        for (PodObservation pod : pods) {
            List<Used> used = course.used().getOrDefault(pod.pod().ref().uid(), List.of());
            if (pod.pod().isBestEffort() && pod.pod().active() && !used.isEmpty()) {
                suspects.add(of(pod, victim, new Look(felt, used, windows)));
            }
        }
        suspects.sort(Comparator.comparingDouble(Suspect::score)
                .reversed()
                .thenComparing(suspect -> suspect.pod.pod().ref().key()));
        return suspects;
    }

    /** What is looked at of a victim and a suspect. */
    private record Look(List<Felt> felt, List<Used> used, int windows) {
        List<Pair> all(ToDoubleFunction<BatchUse> part) {
            return pairs(felt, used, part);
        }

        List<Pair> last(ToDoubleFunction<BatchUse> part) {
            List<Pair> pairs = all(part);
            return pairs.subList(Math.max(0, pairs.size() - windows), pairs.size());
        }
    }

    private static Suspect of(PodObservation pod, Victim victim, Look look) {
        Suspect byCpu = of(pod, "cpu", look, BatchUse::cpu);
        if (!victim.kind().isOfMemory()) {
            return byCpu;
        }
        Suspect byMemory = of(pod, "memory", look, BatchUse::memoryGrowth);
        return byMemory.together >= LINEAR && byMemory.score > byCpu.score ? byMemory : byCpu;
    }

    private static Suspect of(PodObservation pod, String resource, Look look, ToDoubleFunction<BatchUse> part) {
        return new Suspect(
                pod,
                resource,
                Correlation.score(look.last(part)),
                Correlation.useWhenBad(look.last(BatchUse::cpu)),
                Correlation.linear(look.all(part)));
    }

    /** A pod that was not there used nothing. */
    private static List<Pair> pairs(List<Felt> felt, List<Used> used, ToDoubleFunction<BatchUse> part) {
        List<Pair> pairs = new ArrayList<>();
        for (Felt one : felt) {
            double use = used.stream()
                    .filter(other -> other.window() == one.window())
                    .mapToDouble(other -> part.applyAsDouble(other.use()))
                    .findFirst()
                    .orElse(0);
            pairs.add(new Pair(one.level(), one.limit(), use));
        }
        return pairs;
    }

    boolean isLikely(double least) {
        return score >= least && together >= LINEAR && cpu >= LEAST_CPU;
    }

    String text() {
        return pod.pod().ref().key() + " score=" + Victim.rounded(score) + " together=" + Victim.rounded(together)
                + " by=" + resource + " cpu=" + Math.round(cpu) + "m";
    }
}
