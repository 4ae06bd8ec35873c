package io.sublet.agent.decide.latency;

import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.observe.Observation;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.LatencyTarget;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.unit.MilliCpu;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How much CPU the latency targets leave best effort. Each target has an allowance of its own, and the least of them counts; the suppression
 * never gives more than its own formula does. While the policy is not known everything stays as it is.
 */
public final class LatencyLoop {
    /** What the policies' names begin with; the target's follows. */
    public static final String NAME = "latency";

    /** The fact that says what a target leaves best effort, a {@link MilliCpu}. */
    public static final String ALLOWANCE = "allowance";

    /** The fact that says how large the latency is, in parts of the limit. */
    public static final String RATIO = "ofLimit";

    private LatencyLoop() {}

    /** What is remembered, by the names of the targets. */
    public record Memory(Map<String, TargetState> states) {
        public static final Memory NOTHING = new Memory(Map.of());

        public Memory {
            states = Map.copyOf(states);
        }
    }

    /**
     * What came of an observation.
     *
     * @param most what best effort may have; empty where no target takes anything
     * @param verdicts one for each target; they only tell
     */
    public record Outcome(Optional<MilliCpu> most, List<Verdict> verdicts, Memory memory) {}

    public static Outcome decide(Observation seen, Memory memory) {
        if (!(seen.slo() instanceof Reading.Value<NodeSlo>(NodeSlo slo))) {
            return new Outcome(least(memory.states), List.of(), memory);
        }
        Map<String, TargetState> states = new HashMap<>();
        Map<String, TargetState> counting = new HashMap<>();
        List<Verdict> verdicts = new ArrayList<>();
        for (LatencyTarget target : slo.extensions().latencyTargets()) {
            TargetStep step = step(target, slo, seen, Optional.ofNullable(memory.states.get(target.name())));
            verdicts.add(new Verdict.Hold(NAME + "/" + target.name(), step.reason()));
            step.state().ifPresent(state -> {
                states.put(target.name(), state);
                if (!target.dryRun()) {
                    counting.put(target.name(), state);
                }
            });
        }
        return new Outcome(least(counting), verdicts, new Memory(states));
    }

    private static TargetStep step(LatencyTarget target, NodeSlo slo, Observation seen, Optional<TargetState> before) {
        if (!slo.cpuSuppress().enabled()) {
            return TargetStep.none(LatencyReason.LatencyNotSteered);
        }
        if (!(seen.node() instanceof Reading.Value<NodeView>(NodeView node))) {
            return new TargetStep(before, LatencyReason.LatencyNotSteered);
        }
        return new Steersman(target, slo, seen, node.capacity().cpu()).next(before);
    }

    private static Optional<MilliCpu> least(Map<String, TargetState> states) {
        return states.values().stream()
                .flatMap(state -> state.allowance().stream())
                .min(MilliCpu::compareTo);
    }
}
