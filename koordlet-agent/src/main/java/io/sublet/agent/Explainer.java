package io.sublet.agent;

import io.sublet.agent.act.Outcome;
import io.sublet.agent.cluster.Mode;
import io.sublet.agent.cluster.SloState;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.explain.Capabilities;
import io.sublet.agent.explain.Capability;
import io.sublet.agent.explain.Ledger;
import io.sublet.agent.metrics.Counters;
import io.sublet.agent.metrics.LastTick;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.reading.Reading;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what the loop saw, decided and did: to the ledger, the counters and the log. What people may ask for is kept until they do. */
final class Explainer {
    private static final Logger log = LoggerFactory.getLogger(Explainer.class);

    /** What the list of capabilities is made of. */
    private record Tick(
            Observation seen, SloState slo, Mode mode, List<Verdict> verdicts, Map<String, String> problems) {}

    private final Ledger ledger;
    private final Counters counters;
    private final Map<String, String> lastProblem = new HashMap<>();
    private Map<String, String> problems = Map.of();
    private volatile Optional<Tick> last = Optional.empty();

    Explainer(Ledger ledger, Counters counters) {
        this.ledger = ledger;
        this.counters = counters;
    }

    /** What was asked and what this node can do of it, as of the last tick. */
    List<Capability> capabilities() {
        return last.map(tick -> Capabilities.of(tick.seen, tick.slo, tick.mode, tick.problems, tick.verdicts))
                .orElse(List.of());
    }

    Ledger ledger() {
        return ledger;
    }

    /** The last tick that ended well. */
    Optional<LastTick> lastTick() {
        return last.map(tick -> new LastTick(tick.seen, tick.mode, suppressTarget(tick.verdicts)));
    }

    private static OptionalLong suppressTarget(List<Verdict> verdicts) {
        for (Verdict verdict : verdicts) {
            if (verdict.reason().facts().get("target") instanceof String text && text.matches("-?[0-9]{1,18}m")) {
                return OptionalLong.of(Long.parseLong(text.substring(0, text.length() - 1)));
            }
        }
        return OptionalLong.empty();
    }

    /** A decision with its outcomes, of which those count that belong to it. */
    void decided(Instant at, long tick, Verdict verdict, List<Outcome> outcomes) {
        List<Outcome> own = verdict instanceof Verdict.Act act
                ? outcomes.stream()
                        .filter(outcome ->
                                act.actions().contains(outcome.write().action()))
                        .toList()
                : List.of();
        ledger.add(at, tick, verdict, own);
        if (verdict instanceof Verdict.Hold) {
            counters.count(
                    Counters.Name.HOLDS,
                    verdict.policy(),
                    verdict.reason().code().name());
        }
        for (Outcome outcome : own) {
            count(verdict.policy(), outcome);
        }
        problems(verdict.policy(), own);
    }

    private void count(String policy, Outcome outcome) {
        String action = outcome.write().action().getClass().getSimpleName();
        counters.count(Counters.Name.ACTIONS, action, policy, outcome.result());
        if (outcome instanceof Outcome.Applied || outcome instanceof Outcome.Rejected) {
            counters.count(Counters.Name.WRITES, outcome.write().key().knob().name(), outcome.result());
        }
    }

    private void problems(String policy, List<Outcome> outcomes) {
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.Rejected rejected) {
                String problem =
                        rejected.write().key() + " = " + rejected.write().value() + ": " + rejected.cause();
                if (!problem.equals(lastProblem.put(policy, problem))) {
                    log.warn("A write was rejected: {} policy={}", problem, policy);
                }
            } else if (!(outcome instanceof Outcome.Deferred)) {
                lastProblem.remove(policy);
            }
        }
        if (!lastProblem.equals(problems)) {
            problems = Map.copyOf(lastProblem);
        }
    }

    void ticked(Observation seen, SloState slo, Mode mode, List<Verdict> verdicts) {
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
        last = Optional.of(new Tick(seen, slo, mode, verdicts, problems));
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

    void internalError(String where, RuntimeException bug) {
        log.error("A bug was caught, the tick is skipped where={}", where, bug);
        counters.count(Counters.Name.INTERNAL_ERRORS, where);
    }
}
