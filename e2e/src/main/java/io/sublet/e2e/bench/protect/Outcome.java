package io.sublet.e2e.bench.protect;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What all rounds of an arm gave.
 *
 * @param alone the trials of the online service alone, in the same rounds
 */
record Outcome(Family family, Arm arm, List<Trial> trials, List<Trial> alone) {
    /** Of each arm of the family, in its order; arms without a trial are left out. */
    static List<Outcome> of(Family family, List<Trial> trials) {
        Map<Arm, List<Trial>> byArm = trials.stream().collect(Collectors.groupingBy(Trial::arm));
        List<Trial> alone = byArm.getOrDefault(family.alone(), List.of());
        return family.arms().stream()
                .filter(byArm::containsKey)
                .map(arm -> new Outcome(family, arm, byArm.getOrDefault(arm, List.of()), alone))
                .toList();
    }

    List<Double> p50() {
        return each(trial -> trial.surge().p50Millis());
    }

    List<Double> p99() {
        return each(trial -> trial.surge().p99Millis());
    }

    List<Double> p999() {
        return each(trial -> trial.surge().p999Millis());
    }

    List<Double> waitMillis() {
        return each(Trial::waitMillis);
    }

    List<Double> batchCpus() {
        return each(Trial::batchCpus);
    }

    List<Double> idleUsed() {
        return each(trial -> trial.idleUsed().orElse(Double.NaN));
    }

    List<Double> surgeToFloor() {
        return trials.stream()
                .flatMap(trial -> trial.surgeToFloorMillis().stream())
                .toList();
    }

    /** The p99 of each round in times of that of running alone in the same round, so that a slow minute of the machine is in both. */
    List<Double> p99ToAlone() {
        return each(trial -> aloneIn(trial.round())
                .map(same -> trial.surge().p99Millis() / same.surge().p99Millis())
                .orElse(Double.NaN));
    }

    long errors() {
        return trials.stream().mapToLong(trial -> trial.surge().errors()).sum();
    }

    private Optional<Trial> aloneIn(int round) {
        return alone.stream().filter(trial -> trial.round() == round).findFirst();
    }

    private List<Double> each(Function<Trial, Double> value) {
        return trials.stream().map(value).filter(number -> !number.isNaN()).toList();
    }
}
