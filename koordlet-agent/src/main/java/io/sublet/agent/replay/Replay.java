package io.sublet.agent.replay;

import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.KnobAction;
import io.sublet.agent.decide.Step;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.observe.Observation;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.ReasonCode;
import io.sublet.model.slo.NodeSlo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What the policies decide on observations, as recorded or under another NodeSLO. It is the policies' own code; what they decide
 * does not change the observations that follow, so of a row of decisions the first one is what would have happened.
 */
public final class Replay {
    /** As many actions of a decision as are named. */
    private static final int NAMED = 20;

    private record Last(boolean acts, ReasonCode code) {}

    private final Function<Observation, List<Verdict>> policies;
    private final Optional<NodeSlo> other;
    private final Consumer<String> out;
    private final Map<String, Last> lastByPolicy = new HashMap<>();
    private final Map<String, Map<String, Integer>> counts = new TreeMap<>();
    private int observations;

    /**
     * @param policies what all of them decide, one observation after the other
     * @param other in place of the NodeSLO that was in force
     * @param out gets lines
     */
    public Replay(Function<Observation, List<Verdict>> policies, Optional<NodeSlo> other, Consumer<String> out) {
        this.policies = policies;
        this.other = other;
        this.out = out;
    }

    public void add(Observation recorded) {
        Observation seen = other.map(slo -> recorded.under(Reading.of(slo))).orElse(recorded);
        observations++;
        for (Verdict verdict : policies.apply(seen)) {
            counts.computeIfAbsent(verdict.policy(), name -> new TreeMap<>())
                    .merge(
                            (verdict instanceof Verdict.Act ? "acts " : "holds ")
                                    + verdict.reason().code().name(),
                            1,
                            Integer::sum);
            Last now = new Last(verdict instanceof Verdict.Act, verdict.reason().code());
            Last before = lastByPolicy.put(verdict.policy(), now);
            boolean evicts = verdict instanceof Verdict.Act act
                    && act.actions().stream().anyMatch(Action.EvictPod.class::isInstance);
            if (!now.equals(before) || evicts) {
                tell(seen, verdict);
            }
        }
    }

    private void tell(Observation seen, Verdict verdict) {
        out.accept(seen.moment().at() + " " + verdict.policy()
                + (verdict instanceof Verdict.Act ? " acts: " : " holds: ") + verdict.reason());
        if (verdict instanceof Verdict.Act act) {
            act.actions().stream().limit(NAMED).forEach(action -> out.accept("    " + describe(action)));
            if (act.actions().size() > NAMED) {
                out.accept("    and " + (act.actions().size() - NAMED) + " more");
            }
        }
    }

    private static String describe(Action action) {
        if (action instanceof Step step) {
            return step.target() + " = " + step.wanted();
        }
        return action instanceof KnobAction knob
                ? knob.key() + " = " + knob.value().map(Object::toString).orElse("as it was")
                : action.getClass().getSimpleName();
    }

    /** How often each policy decided what. */
    public void summarize() {
        out.accept(observations + " observations" + (other.isPresent() ? ", under the other NodeSLO" : ""));
        counts.forEach((policy, verdicts) -> out.accept("  " + policy + ": "
                + String.join(
                        ", ",
                        verdicts.entrySet().stream()
                                .map(count -> count.getKey() + " " + count.getValue())
                                .toList())));
    }
}
