package io.sublet.agent;

import io.sublet.agent.act.Holding;
import io.sublet.agent.act.Outcome;
import io.sublet.agent.cluster.Mode;
import io.sublet.agent.cluster.SloState;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.explain.Capabilities;
import io.sublet.agent.explain.Capability;
import io.sublet.agent.explain.Ledger;
import io.sublet.agent.explain.SafetyCapabilities;
import io.sublet.agent.metrics.Counters;
import io.sublet.agent.metrics.EvictionCounts;
import io.sublet.agent.metrics.LastTick;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.agent.plan.Write;
import io.sublet.agent.replay.ObservationLog;
import io.sublet.agent.runtime.RuntimeStatus;
import io.sublet.model.pod.PodRef;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what the loop saw, decided and did: to the ledger, the counters and the log. What people may ask for is kept until they do. */
final class Explainer {
    private static final Logger log = LoggerFactory.getLogger(Explainer.class);

    /** What the list of capabilities is made of. */
    private record Tick(
            Observation seen,
            SloState slo,
            Mode mode,
            List<Verdict> verdicts,
            Map<String, String> problems,
            Holding left) {}

    private final Ledger ledger;
    private final ObservationLog observations;
    private final Counters counters;
    private final Announcer announcer;
    private final RuleNews rules;
    private final EvictionCounts evictions = new EvictionCounts();
    private final Map<String, String> lastProblem = new HashMap<>();
    private final Set<String> refusedWrites = new HashSet<>();
    private Map<String, String> problems = Map.of();
    private volatile Optional<Tick> last = Optional.empty();

    Explainer(Ledger ledger, ObservationLog observations, Counters counters, Announcer announcer) {
        this.ledger = ledger;
        this.observations = observations;
        this.counters = counters;
        this.announcer = announcer;
        this.rules = new RuleNews(announcer);
    }

    /** What was asked and what this node can do of it, as of the last tick, and how it stands with the container runtime. */
    List<Capability> capabilities(RuntimeStatus runtime) {
        return last.map(tick -> capabilities(tick, runtime)).orElse(List.of());
    }

    private static List<Capability> capabilities(Tick tick, RuntimeStatus runtime) {
        List<Capability> all = new ArrayList<>(List.of(Capabilities.colocation(tick.mode, tick.slo, tick.left)));
        all.addAll(Capabilities.of(tick.seen, tick.slo, tick.mode, tick.problems, tick.verdicts));
        all.add(SafetyCapabilities.beforeStart(runtime, tick.mode));
        return all;
    }

    /** Pods that were evicted. */
    EvictionCounts evictions() {
        return evictions;
    }

    Ledger ledger() {
        return ledger;
    }

    /** The last tick that ended well. */
    Optional<LastTick> lastTick() {
        return last.map(
                tick -> new LastTick(tick.seen, tick.mode, suppressTarget(tick.verdicts), tick.left, tick.verdicts));
    }

    private static OptionalLong suppressTarget(List<Verdict> verdicts) {
        for (Verdict verdict : verdicts) {
            if (verdict.reason().facts().get("target") instanceof String text && text.matches("-?[0-9]{1,18}m")) {
                return OptionalLong.of(Long.parseLong(text.substring(0, text.length() - 1)));
            }
        }
        return OptionalLong.empty();
    }

    /** None of the outcomes where all of them only say that there was nothing to do, and that was known before: hundreds, on a full node. */
    List<Outcome> worthTelling(List<Outcome> outcomes) {
        if (!lastProblem.isEmpty()) {
            return outcomes;
        }
        for (Outcome outcome : outcomes) {
            if (!(outcome instanceof Outcome.Settled)) {
                return outcomes;
            }
        }
        return List.of();
    }

    /** A decision with its outcomes, of which those count that belong to it. */
    void decided(Instant at, long tick, Verdict verdict, List<Outcome> outcomes) {
        List<Outcome> own = own(verdict, outcomes);
        ledger.add(at, tick, verdict, own);
        if (verdict instanceof Verdict.Hold) {
            counters.count(
                    Counters.Name.HOLDS,
                    verdict.policy(),
                    verdict.reason().code().name());
        }
        for (Outcome outcome : own) {
            count(verdict.policy(), outcome);
            if (outcome instanceof Outcome.Conflict conflict) {
                conflict(verdict.policy(), conflict);
            }
        }
        if (verdict instanceof Verdict.Hold && refusedWrites.remove(verdict.policy())) {
            // Nothing is wanted of the kernel any more. What the API server refuses is told until it answers otherwise.
            lastProblem.remove(verdict.policy());
        }
        problems(verdict.policy(), own);
    }

    /** What has come of steps of earlier ticks; each is a record of its own. */
    void answered(Instant at, long tick, List<Outcome> outcomes) {
        for (Outcome outcome : outcomes) {
            if (outcome.step() instanceof Action.EvictPod(String policy, PodRef pod, var grace, Reason reason)) {
                ledger.add(
                        at, tick, new Verdict.Act(policy, List.of(outcome.step().action()), reason), List.of(outcome));
                count(policy, outcome);
                problems(policy, List.of(outcome));
                if (outcome instanceof Outcome.Applied) {
                    evictions.count(at, pod, policy);
                    announcer.evicted(pod, "Evicted by policy " + policy + " of the node's agent. " + reason.text());
                }
            }
        }
    }

    private static List<Outcome> own(Verdict verdict, List<Outcome> outcomes) {
        if (!(verdict instanceof Verdict.Act act) || outcomes.isEmpty()) {
            return List.of();
        }
        // By identity: equal actions of two policies are two, and hundreds are compared each tick.
        Set<Action> actions = Collections.newSetFromMap(new IdentityHashMap<>());
        actions.addAll(act.actions());
        return outcomes.stream()
                .filter(outcome -> actions.contains(outcome.step().action()))
                .toList();
    }

    private void count(String policy, Outcome outcome) {
        if (outcome instanceof Outcome.Settled) {
            return;
        }
        String action = outcome.step().action().getClass().getSimpleName();
        counters.count(Counters.Name.ACTIONS, action, policy, outcome.result());
        if (outcome.step() instanceof Write write
                && (outcome instanceof Outcome.Applied || outcome instanceof Outcome.Rejected)) {
            counters.count(Counters.Name.WRITES, write.key().knob().name(), outcome.result());
        }
    }

    private void conflict(String policy, Outcome.Conflict conflict) {
        String target = conflict.step().target();
        log.warn(
                "Another program writes what the agent has written, it is left alone for a while: {} wanted={} found={}"
                        + " policy={}",
                target,
                conflict.step().wanted(),
                conflict.found(),
                policy);
        if (conflict.step() instanceof Write write) {
            counters.count(Counters.Name.CONFLICTS, write.key().knob().name(), policy);
        }
        announcer.warn(
                "ConflictingWriter",
                "Another program has set " + target + " to " + conflict.found() + ", where policy " + policy + " wants "
                        + conflict.step().wanted() + "; it is left alone for a while.");
    }

    private void problems(String policy, List<Outcome> outcomes) {
        String fresh = "";
        boolean tried = false;
        for (Outcome outcome : outcomes) {
            if (fresh.isEmpty() && !outcome.problem().isEmpty()) {
                fresh = outcome.step().target() + " = " + outcome.step().wanted() + ": " + outcome.problem();
                if (outcome.step() instanceof Write) {
                    refusedWrites.add(policy);
                }
            }
            tried |= !(outcome instanceof Outcome.Deferred);
        }
        if (!fresh.isEmpty()) {
            if (!fresh.equals(lastProblem.put(policy, fresh))) {
                log.warn("A step was not taken: {} policy={}", fresh, policy);
            }
        } else if (tried && outcomes.stream().noneMatch(Outcome.Deferred.class::isInstance)) {
            lastProblem.remove(policy);
        }
        if (!lastProblem.equals(problems)) {
            problems = Map.copyOf(lastProblem);
        }
    }

    /** @param acted whether something was done, or for the first time would have been */
    void ticked(Observation seen, SloState slo, Mode mode, List<Verdict> verdicts, boolean acted, Holding left) {
        countMissing("node-cpu", seen.used().cpu());
        countMissing("node-memory", seen.used().memory());
        countMissing("tier", seen.tier());
        long pods = 0;
        if (seen.pods() instanceof Reading.Value<List<PodObservation>>(List<PodObservation> observed)) {
            for (PodObservation pod : observed) {
                pods += pod.usage().cpu().isMissing() ? 1 : 0;
            }
        }
        if (pods > 0) {
            counters.add(Counters.Name.MISSING, pods, "pod-cpu");
        }
        rules.tell(verdicts, mode);
        observations.add(seen, acted);
        last = Optional.of(new Tick(seen, slo, mode, verdicts, problems, left));
    }

    private void countMissing(String source, Reading<?> reading) {
        if (reading.isMissing()) {
            counters.count(Counters.Name.MISSING, source);
        }
    }

    /** How long a tick took, of the time that it may take. */
    void took(double seconds, double period) {
        counters.loop(seconds);
        if (seconds > period) {
            counters.count(Counters.Name.OVERRUNS);
        }
    }

    /** A question of the container runtime was answered. */
    void runtimeCall(String call, String result) {
        counters.count(Counters.Name.RUNTIME_CALLS, call, result);
    }

    void internalError(String where, RuntimeException bug) {
        log.error("A bug was caught, what it happened in is skipped where={}", where, bug);
        counters.count(Counters.Name.INTERNAL_ERRORS, where);
    }
}
