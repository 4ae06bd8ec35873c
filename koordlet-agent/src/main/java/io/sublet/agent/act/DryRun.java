package io.sublet.agent.act;

import io.sublet.agent.decide.Action;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.plan.ActionPlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells what would be done, and does nothing. What was told by the plan before is not told again. Evictions are left to
 * {@link Evictor}, which can ask the API server what it would do.
 */
public final class DryRun implements Actuator {
    private Set<String> told = Set.of();

    @Override
    public List<Outcome> apply(ActionPlan plan, long nanoTime) {
        List<Outcome> outcomes = new ArrayList<>();
        Set<String> telling = new HashSet<>();
        plan.steps().stream().filter(step -> !(step instanceof Action.EvictPod)).forEach(step -> {
            String telltale = step.target() + " = " + step.wanted();
            telling.add(telltale);
            outcomes.add(told.contains(telltale) ? new Outcome.Settled(step) : new Outcome.Planned(step));
        });
        told = telling;
        return outcomes;
    }

    @Override
    public Map<KnobKey, KnobValue> held() {
        return Map.of();
    }
}
