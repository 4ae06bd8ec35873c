package io.sublet.agent.decide.watermark;

import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.PolicyBook;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.decide.watermark.RuleState.Throttled;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.slo.WatermarkRule;
import io.sublet.model.slo.WatermarkRule.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All watermark rules of a node, each with a verdict of its own. While the policy is not known the rules of before stay as they are; a rule
 * that is no longer there is over at once.
 */
public final class RuleBook implements PolicyBook<RuleBook.Memory> {
    /** What the policies' names begin with; the rule's follows. */
    public static final String NAME = "watermark";

    /** The fact that says where a rule stands; a {@link Standing}. */
    public static final String STATE = "state";

    /**
     * What is remembered.
     *
     * @param states by the names of the rules
     */
    public record Memory(Map<String, RuleState> states) {
        public Memory {
            states = Map.copyOf(states);
        }
    }

    @Override
    public Memory start() {
        return new Memory(Map.of());
    }

    @Override
    public Page<Memory> decide(Observation seen, Memory memory) {
        if (!(seen.slo() instanceof Reading.Value<NodeSlo>(NodeSlo slo))) {
            return new Page<>(List.of(), memory);
        }
        Map<String, RuleState> states = new HashMap<>();
        List<Verdict> verdicts = new ArrayList<>();
        for (WatermarkRule rule : slo.extensions().watermarks()) {
            RuleState known = memory.states().getOrDefault(rule.name(), RuleState.Watching.START);
            boolean takes = rule.response() instanceof Response.Throttle && !rule.dryRun();
            RuleState before = takes ? known : known.takingNothing();
            Map<String, Reading<Double>> numbers = RuleNumbers.of(rule, seen);
            RuleState state =
                    RuleMachine.next(rule, before, numbers, seen.moment().sinceBoot());
            RuleResponse.Outcome outcome = new RuleResponse(rule, slo, seen, numbers).to(state);
            states.put(rule.name(), outcome.state());
            verdicts.add(outcome.verdict());
        }
        release(seen, states).ifPresent(verdicts::add);
        return new Page<>(verdicts, new Memory(states));
    }

    /** Online pods from which no rule takes any more. What best effort has is the business of its own limits. */
    private static Optional<Verdict> release(Observation seen, Map<String, RuleState> states) {
        if (seen.held().isEmpty() || !(seen.node() instanceof Reading.Value<NodeView>(NodeView node))) {
            return Optional.empty();
        }
        Map<String, Throttled> throttled = new HashMap<>();
        states.values().forEach(state -> {
            if (state instanceof RuleState.InForce inForce) {
                throttled.putAll(inForce.throttled());
            }
        });
        Reason reason = Reason.of(WatermarkReason.WatermarkKept);
        List<Action> actions = new ArrayList<>();
        for (PodObservation pod : seen.pods().toOptional().orElse(List.of())) {
            if (pod.pod().qos() == QosClass.LS
                    && !pod.pod().isBestEffort()
                    && !throttled.containsKey(pod.pod().ref().uid())) {
                actions.addAll(ThrottleSteps.release(pod, node.cpuNormalization(), seen, reason));
            }
        }
        return actions.isEmpty() ? Optional.empty() : Optional.of(new Verdict.Act(NAME, actions, reason));
    }
}
