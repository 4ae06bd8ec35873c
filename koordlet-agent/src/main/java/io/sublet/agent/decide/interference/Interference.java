package io.sublet.agent.decide.interference;

import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.InterferenceRule;
import io.sublet.model.slo.NodeSlo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds victims and antagonists by windows, and treats antagonists by escalation: one at a time is on trial, so that it can be told whether a measure
 * helped; those that did stay for a while, beside it.
 */
public final class Interference {
    public static final String NAME = "interference";

    /** Facts that are numbers: antagonists named, measures that helped and that were withdrawn, each since the agent began. */
    public static final String NAMED = "named";

    public static final String HELPED = "helped";
    public static final String WITHDRAWN = "withdrawn";

    /** How often cache and bandwidth of best effort were halved. */
    public static final String CACHE_STEPS = "cacheSteps";

    /** Facts that are lists. */
    public static final String VICTIMS = "victims";

    public static final String CASES = "cases";

    private Interference() {}

    /**
     * What is remembered. Lost, everything begins again with nobody treated.
     *
     * @param course the last windows
     * @param victims of the last window
     * @param trial the antagonist whose measure has not been judged yet
     * @param held those whose measures helped
     * @param rests until when a pair of victim and antagonist is left alone
     * @param squeeze of cache and bandwidth
     */
    public record Memory(
            Course course,
            List<Victim> victims,
            Optional<Case> trial,
            List<Case> held,
            Map<String, Duration> rests,
            Squeeze squeeze,
            Tally tally) {
        public static final Memory NOTHING = new Memory(
                Course.EMPTY, List.of(), Optional.empty(), List.of(), Map.of(), Squeeze.NONE, new Tally(0, 0, 0));

        public Memory {
            victims = List.copyOf(victims);
            held = List.copyOf(held);
            rests = Map.copyOf(rests);
        }

        /** The same with no trial, and with other rests and another tally. */
        Memory withoutTrial(Map<String, Duration> others, Tally counted) {
            return new Memory(course, victims, Optional.empty(), held, others, squeeze, counted);
        }

        List<Case> cases() {
            return Stream.concat(trial.stream(), held.stream()).toList();
        }
    }

    /** How often antagonists were named, and what came of it, since the agent began. */
    public record Tally(long named, long helped, long withdrawn) {}

    public record Outcome(Verdict verdict, Memory memory) {}

    public static Outcome decide(Observation seen, Memory memory) {
        if (!(seen.slo() instanceof Reading.Value<NodeSlo>(NodeSlo slo))) {
            return new Outcome(hold(InterferenceReason.PolicyUnknown), memory);
        }
        InterferenceRule rule = slo.extensions().interference();
        if (!rule.enabled()) {
            return new Outcome(hold(InterferenceReason.NotAsked), Memory.NOTHING);
        }
        if (!(seen.pods() instanceof Reading.Value<List<PodObservation>>(List<PodObservation> pods))) {
            return new Outcome(hold(InterferenceReason.PodsUnknown), memory);
        }
        Treatment treatment = new Treatment(seen, slo);
        boolean fresh = seen.signals().window() != 0 && seen.signals().window() != memory.course.window();
        WindowStep.Outcome step = fresh
                ? new WindowStep(rule, treatment, pods, seen.moment().sinceBoot()).next(memory, seen.signals())
                : new WindowStep.Outcome(memory, Optional.empty());
        return new Outcome(verdict(step, treatment), step.memory());
    }

    private static Verdict verdict(WindowStep.Outcome step, Treatment treatment) {
        Memory memory = step.memory();
        Reason reason = reason(step);
        List<Action> actions = new ArrayList<>();
        memory.cases().forEach(one -> actions.addAll(treatment.actions(one, reason)));
        return actions.isEmpty() ? new Verdict.Hold(NAME, reason) : new Verdict.Act(NAME, actions, reason);
    }

    private static Reason reason(WindowStep.Outcome step) {
        Memory memory = step.memory();
        InterferenceReason steady = !memory.cases().isEmpty()
                ? InterferenceReason.InterferenceTreated
                : !memory.victims.isEmpty()
                        ? InterferenceReason.InterferenceUnexplained
                        : memory.course.felt().values().stream().allMatch(Map::isEmpty)
                                ? InterferenceReason.InterferenceLearning
                                : InterferenceReason.InterferenceNone;
        Reason reason = Reason.of(step.change().map(Change::code).orElse(steady));
        for (Case about : step.change().flatMap(Change::about).stream().toList()) {
            reason = reason.with("victim", about.victim().text())
                    .with("antagonist", about.antagonist().key())
                    .with("score", Victim.rounded(about.score()))
                    .with("used", about.base())
                    .with("measure", about.measure().wireName());
        }
        List<String> evidence = step.change().map(Change::evidence).orElse(List.of());
        reason = evidence.isEmpty() ? reason : reason.with("suspects", evidence);
        if (!memory.victims.isEmpty()) {
            reason = reason.with(
                    VICTIMS, memory.victims.stream().map(Victim::text).toList());
        }
        if (!memory.cases().isEmpty()) {
            reason = reason.with(CASES, memory.cases().stream().map(Case::text).toList());
        }
        return reason.with(CACHE_STEPS, memory.squeeze.steps())
                .with(NAMED, memory.tally.named)
                .with(HELPED, memory.tally.helped)
                .with(WITHDRAWN, memory.tally.withdrawn);
    }

    private static Verdict hold(InterferenceReason code) {
        return new Verdict.Hold(NAME, Reason.of(code));
    }
}
