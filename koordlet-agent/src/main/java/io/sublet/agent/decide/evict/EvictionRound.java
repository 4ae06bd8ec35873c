package io.sublet.agent.decide.evict;

import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.RememberingPolicy.Step;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.observe.Observation;
import io.sublet.model.reason.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * From an amount that has to be released to the pods that leave: the first ones of the ranking, until what they and those that are
 * leaving already release is enough. Never more than may be asked for now.
 *
 * @param policy its name
 * @param coolDown time between two rounds; a round in which every pod was refused does not count
 */
record EvictionRound(String policy, Duration coolDown) {
    /** As many pods as are named in a reason. */
    private static final int NAMED = 20;

    Step<EvictionMemory> hold(EvictionReason code, EvictionMemory memory) {
        return hold(Reason.of(code), memory);
    }

    Step<EvictionMemory> hold(Reason reason, EvictionMemory memory) {
        return new Step<>(new Verdict.Hold(policy, reason), memory);
    }

    /** Whether an earlier round still has to show, of this process or of one before it; its memory has begun. */
    boolean isCoolingDown(Observation seen, EvictionMemory memory) {
        Duration since = memory.since().orElse(seen.moment().sinceBoot());
        boolean refused =
                !memory.asked().isEmpty() && seen.evictions().refused().keySet().containsAll(memory.asked());
        return !refused && seen.moment().sinceBoot().minus(since).compareTo(coolDown) < 0;
    }

    /**
     * A step that also keeps the node closed, if pods were asked to leave a moment ago.
     *
     * @param closeFor how long ago that may be
     */
    Step<EvictionMemory> closing(Step<EvictionMemory> step, Observation seen, Duration closeFor) {
        EvictionMemory memory = step.memory();
        Duration since = seen.moment().sinceBoot().minus(memory.since().orElse(Duration.ZERO));
        boolean refused = seen.evictions().refused().keySet().containsAll(memory.asked());
        if (memory.asked().isEmpty() || refused || since.compareTo(closeFor) >= 0) {
            return step;
        }
        List<Action> actions = new ArrayList<>(step.verdict() instanceof Verdict.Act act ? act.actions() : List.of());
        Reason reason = Reason.of(EvictionReason.ClosedForAWhile)
                .with("seconds", closeFor.toSeconds())
                .with("for", step.verdict().reason().code().name());
        actions.add(new Action.CloseNode(policy, reason));
        return new Step<>(new Verdict.Act(policy, actions, step.verdict().reason()), memory);
    }

    /**
     * Chooses.
     *
     * @param need how much has to be released, in the unit of the victims' credit
     * @param reason why
     */
    Step<EvictionMemory> choose(Observation seen, Victims victims, long need, Reason reason, EvictionMemory memory) {
        Reason why = reason.with("release", need);
        if (victims.leaving() > 0) {
            why = why.with("leaving", victims.leaving());
        }
        if (victims.leaving() >= need) {
            return hold(because(EvictionReason.UnderWay, why), memory);
        }
        if (isCoolingDown(seen, memory)) {
            boolean none = memory.asked().isEmpty();
            return hold(because(none ? EvictionReason.JustBegun : EvictionReason.CoolingDown, why), memory);
        }
        if (victims.ranked().isEmpty()) {
            return hold(because(EvictionReason.NoCandidate, why).with("spared", spared(victims)), memory);
        }
        Optional<String> impossible = seen.evictions().left() > 0
                ? seen.evictions().impossible()
                : Optional.of(seen.evictions().impossible().orElse("no more may be asked for now"));
        if (impossible.isPresent()) {
            return hold(because(EvictionReason.Impossible, why).with("cause", impossible.get()), memory);
        }
        List<Victims.Candidate> chosen = new ArrayList<>();
        long released = victims.leaving();
        for (Victims.Candidate candidate : victims.ranked()) {
            if (released >= need || chosen.size() >= seen.evictions().left()) {
                break;
            }
            chosen.add(candidate);
            released += candidate.credit();
        }
        Reason all = why.with("released", released)
                .with("chosen", named(chosen))
                .with(
                        "next",
                        named(victims.ranked()
                                .subList(chosen.size(), victims.ranked().size())))
                .with("spared", spared(victims));
        List<Action> actions = new ArrayList<>();
        Set<String> uids = new HashSet<>();
        for (Victims.Candidate candidate : chosen) {
            actions.add(new Action.EvictPod(
                    policy,
                    candidate.pod().ref(),
                    reason.with("credit", candidate.credit())
                            .with("score", candidate.score().text())));
            uids.add(candidate.pod().ref().uid());
        }
        return new Step<>(
                new Verdict.Act(policy, actions, all),
                memory.evicting(uids, seen.moment().sinceBoot()));
    }

    /** Why it would have been, under the code of why it is not. */
    private static Reason because(EvictionReason code, Reason reason) {
        return new Reason(code, reason.facts()).with("for", reason.code().name());
    }

    private static List<String> named(List<Victims.Candidate> candidates) {
        List<String> names = new ArrayList<>();
        for (Victims.Candidate candidate : candidates.subList(0, Math.min(NAMED, candidates.size()))) {
            names.add(candidate.pod().ref().key() + " (" + candidate.score().text() + " credit=" + candidate.credit()
                    + ")");
        }
        return more(names, candidates.size());
    }

    private static List<String> spared(Victims victims) {
        List<String> names = new ArrayList<>();
        for (Victims.Spared spared :
                victims.spared().subList(0, Math.min(NAMED, victims.spared().size()))) {
            names.add(spared.pod().ref().key() + ": " + spared.why());
        }
        return more(names, victims.spared().size());
    }

    private static List<String> more(List<String> names, int all) {
        if (all > names.size()) {
            names.add("and " + (all - names.size()) + " more");
        }
        return List.copyOf(names);
    }
}
