package io.sublet.agent.decide.interference;

import io.sublet.agent.decide.interference.Course.Felt;
import io.sublet.agent.decide.interference.Interference.Memory;
import io.sublet.agent.decide.interference.Interference.Tally;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.agent.observe.signal.Signals;
import io.sublet.model.pod.PodRef;
import io.sublet.model.slo.InterferenceRule;
import io.sublet.model.slo.InterferenceRule.Severity;
import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one window brings.
 *
 * <ol>
 *   <li>Measures that have had their time end, and those of pods that are gone.
 *   <li>The measure on trial is judged, once the victim has been measured for as many windows as make a victim: it helped, the next one is tried,
 *       or all is withdrawn and the pair rests. A victim that cannot be measured any more judges nothing; the measure then ends with its time.
 *   <li>Without a trial, the antagonist of the worst victim is named.
 *   <li>Cache and bandwidth of best effort are narrowed, or given back.
 * </ol>
 */
record WindowStep(InterferenceRule rule, Treatment treatment, List<PodObservation> pods, Duration now) {
    /** A measure has helped if it took away so much of what the victim had above its usual level. */
    private static final double HELPED = 0.5;

    /** Windows that the score goes by, as many as CPI² looks at. */
    private static final int SCORED = 10;

    /** Suspects named as evidence. */
    private static final int NAMED = 3;

    /**
     * What comes of it.
     *
     * @param change the one that is worth a record; empty if there is none
     */
    record Outcome(Memory memory, Optional<Change> change) {}

    Outcome next(Memory before, Signals signals) {
        Course course = before.course().with(signals, rule.detection());
        List<Victim> victims = Victim.of(pods, course, rule.detection());
        Map<String, Duration> rests = new HashMap<>(before.rests());
        rests.values().removeIf(until -> until.compareTo(now) <= 0);
        List<Case> held = new ArrayList<>(before.held());
        Optional<Change> ended = held.stream()
                .filter(one -> isOver(one))
                .findFirst()
                .map(one -> Change.of(InterferenceReason.InterferenceEnded, one));
        held.removeIf(this::isOver);
        Memory memory = new Memory(course, victims, before.trial(), held, rests, before.squeeze(), before.tally());
        Outcome judged =
                memory.trial().isPresent() ? judge(memory, memory.trial().get()) : name(memory);
        Outcome first = judged.change().isPresent() ? judged : new Outcome(judged.memory(), ended);
        return squeezed(first);
    }

    private boolean isOver(Case one) {
        return one.until().filter(until -> until.compareTo(now) <= 0).isPresent() || isGone(one);
    }

    private boolean isGone(Case one) {
        Set<String> there = pods.stream()
                .filter(pod -> pod.pod().active())
                .map(pod -> pod.pod().ref().uid())
                .collect(Collectors.toSet());
        return !there.contains(one.victim().uid())
                || !there.contains(one.antagonist().uid());
    }

    private Outcome judge(Memory memory, Case trial) {
        if (isGone(trial)) {
            return end(memory, Change.of(InterferenceReason.InterferenceEnded, trial), false);
        }
        int windows = rule.detection().outlierWindows();
        List<Felt> since =
                memory.course().since(trial.victim().uid(), trial.victim().kind(), trial.window());
        if (since.size() < windows) {
            boolean late =
                    now.minus(trial.steppedAt()).compareTo(rule.response().hold()) > 0 && since.isEmpty();
            return late
                    ? end(memory, Change.of(InterferenceReason.InterferenceEnded, trial), false)
                    : new Outcome(memory, Optional.empty());
        }
        if (hasHelped(trial.victim(), since.subList(since.size() - windows, since.size()))) {
            Case held = trial.held(now.plus(rule.response().hold()));
            List<Case> all = new ArrayList<>(memory.held());
            all.add(held);
            Tally tally = memory.tally();
            return new Outcome(
                    with(
                            memory,
                            Optional.empty(),
                            all,
                            new Tally(tally.named(), tally.helped() + 1, tally.withdrawn())),
                    Optional.of(Change.of(InterferenceReason.InterferenceHelped, held)));
        }
        Optional<Severity> severer = measures(trial.antagonist()).stream()
                .filter(severity -> severity.compareTo(trial.measure()) > 0)
                .findFirst();
        if (severer.isEmpty()) {
            return end(memory, Change.of(InterferenceReason.InterferenceWithdrawn, trial), true);
        }
        Case next = trial.escalated(severer.get(), memory.course().window(), now);
        return new Outcome(
                with(memory, Optional.of(next), memory.held(), memory.tally()),
                Optional.of(Change.of(InterferenceReason.InterferenceEscalated, next)));
    }

    private static boolean hasHelped(Victim victim, List<Felt> since) {
        double level = since.stream().mapToDouble(Felt::level).average().orElseThrow();
        double limit = since.getLast().limit();
        return level <= limit || victim.level() - level >= HELPED * (victim.level() - victim.usual());
    }

    private Outcome end(Memory memory, Change change, boolean inVain) {
        Map<String, Duration> rests = new HashMap<>(memory.rests());
        Tally tally = memory.tally();
        if (inVain) {
            change.about()
                    .ifPresent(one ->
                            rests.put(one.pair(), now.plus(rule.response().rest())));
            tally = new Tally(tally.named(), tally.helped(), tally.withdrawn() + 1);
        }
        return new Outcome(memory.withoutTrial(rests, tally), Optional.of(change));
    }

    private List<Severity> measures(PodRef antagonist) {
        return pods.stream()
                .filter(pod -> pod.pod().ref().equals(antagonist))
                .findFirst()
                .map(treatment::measures)
                .orElse(List.of());
    }

    private Outcome name(Memory memory) {
        for (Victim victim : memory.victims()) {
            List<Suspect> suspects = Suspect.of(victim, pods, memory.course(), SCORED);
            Optional<Suspect> likeliest = suspects.stream()
                    .filter(suspect ->
                            suspect.isLikely(rule.detection().correlation().doubleValue()))
                    .filter(suspect ->
                            isFree(memory, victim, suspect.pod().pod().ref()))
                    .findFirst();
            if (likeliest.isPresent()) {
                return named(memory, victim, likeliest.get(), suspects);
            }
        }
        return new Outcome(memory, Optional.empty());
    }

    private static boolean isFree(Memory memory, Victim victim, PodRef suspect) {
        return !memory.rests().containsKey(Case.pair(victim.uid(), suspect.uid()))
                && memory.held().stream().noneMatch(one -> one.antagonist().equals(suspect));
    }

    private Outcome named(Memory memory, Victim victim, Suspect suspect, List<Suspect> suspects) {
        List<Severity> measures = treatment.measures(suspect.pod());
        Case fresh = new Case(
                victim,
                suspect.pod().pod().ref(),
                suspect.score(),
                new MilliCpu(Math.round(suspect.cpu())),
                measures.isEmpty() ? Severity.NONE : measures.getFirst(),
                memory.course().window(),
                now,
                Optional.empty());
        List<String> evidence =
                suspects.stream().limit(NAMED).map(Suspect::text).toList();
        Tally tally = memory.tally();
        Tally counted = new Tally(tally.named() + 1, tally.helped(), tally.withdrawn());
        if (measures.isEmpty()) {
            InterferenceReason code = rule.response().severest() == Severity.NONE
                    ? InterferenceReason.InterferenceNamed
                    : InterferenceReason.InterferenceForbidden;
            Map<String, Duration> rests = new HashMap<>(memory.rests());
            rests.put(fresh.pair(), now.plus(rule.response().rest()));
            return new Outcome(
                    memory.withoutTrial(rests, counted), Optional.of(new Change(code, Optional.of(fresh), evidence)));
        }
        return new Outcome(
                with(memory, Optional.of(fresh), memory.held(), counted),
                Optional.of(new Change(InterferenceReason.InterferenceNamed, Optional.of(fresh), evidence)));
    }

    private Outcome squeezed(Outcome outcome) {
        Memory memory = outcome.memory();
        boolean wanted =
                memory.victims().stream().anyMatch(victim -> victim.kind().isOfCache())
                        || memory.trial()
                                .filter(one -> one.measure().compareTo(Severity.CACHE) >= 0)
                                .isPresent();
        boolean held = memory.held().stream().anyMatch(one -> one.measure().compareTo(Severity.CACHE) >= 0);
        boolean allowed = rule.response().severest().compareTo(Severity.CACHE) >= 0;
        Squeeze squeeze = !allowed
                ? Squeeze.NONE
                : wanted
                        ? memory.squeeze()
                                .narrower(
                                        memory.course().window(),
                                        rule.detection().outlierWindows(),
                                        now)
                        : held
                                ? memory.squeeze()
                                : memory.squeeze().wider(rule.response().cacheReturn(), now);
        return new Outcome(
                new Memory(
                        memory.course(),
                        memory.victims(),
                        memory.trial(),
                        memory.held(),
                        memory.rests(),
                        squeeze,
                        memory.tally()),
                outcome.change());
    }

    private static Memory with(Memory memory, Optional<Case> trial, List<Case> held, Tally tally) {
        return new Memory(memory.course(), memory.victims(), trial, held, memory.rests(), memory.squeeze(), tally);
    }
}
