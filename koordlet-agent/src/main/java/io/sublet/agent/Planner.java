package io.sublet.agent;

import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.BestEffortTier;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.knob.KnobTable;
import io.sublet.agent.plan.ActionPlan;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the plan of a tick, or takes that of the tick before where nothing that it goes by has changed. */
final class Planner {
    private record Inputs(
            List<Verdict> acts,
            Map<KnobKey, KnobValue> tier,
            Map<KnobKey, KnobValue> resources,
            Map<KnobKey, KnobValue> held) {}

    private @Nullable Inputs last;
    private @Nullable KnobTable lastKnobs;
    private ActionPlan plan = ActionPlan.EMPTY;

    @SuppressWarnings("ReferenceEquality") // the table is another object only when a value in it is another
    ActionPlan plan(Observation seen, List<Verdict> verdicts) {
        List<Verdict> acts =
                verdicts.stream().filter(Verdict.Act.class::isInstance).toList();
        if (acts.isEmpty()) {
            last = null;
            plan = ActionPlan.EMPTY;
            return plan;
        }
        Inputs now = new Inputs(
                acts,
                seen.tier().map(BestEffortTier::values).toOptional().orElse(Map.of()),
                seen.resources().values(),
                seen.held());
        if (!now.equals(last) || seen.knobs() != lastKnobs) {
            Map<KnobKey, KnobValue> observed = seen.knobs().values();
            observed.putAll(now.tier);
            observed.putAll(now.resources);
            plan = ActionPlan.from(acts, observed, seen.held());
            last = now;
            lastKnobs = seen.knobs();
        }
        return plan;
    }
}
