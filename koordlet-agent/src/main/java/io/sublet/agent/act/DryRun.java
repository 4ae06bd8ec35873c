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
import org.jspecify.annotations.Nullable;

/**
 * Tells what would be done, and does nothing. What was told by the plan before is not told again. Evictions are left to
 * {@link Evictor}, which can ask the API server what it would do.
 */
public final class DryRun implements Actuator {
    private Set<String> told = Set.of();
    private @Nullable ActionPlan lastPlan;
    private List<Outcome> settled = List.of();

    @Override
    @SuppressWarnings("ReferenceEquality") // the same object is the same plan; another one may be
    public List<Outcome> apply(ActionPlan plan, long nanoTime) {
        if (plan == lastPlan) {
            return settled;
        }
        List<Outcome> outcomes = new ArrayList<>();
        List<Outcome> later = new ArrayList<>();
        Set<String> telling = new HashSet<>();
        plan.steps().stream().filter(step -> !(step instanceof Action.EvictPod)).forEach(step -> {
            String telltale = step.target() + " = " + step.wanted();
            telling.add(telltale);
            later.add(new Outcome.Settled(step));
            outcomes.add(told.contains(telltale) ? new Outcome.Settled(step) : new Outcome.Planned(step));
        });
        told = telling;
        lastPlan = plan;
        settled = List.copyOf(later);
        return outcomes;
    }

    @Override
    public Map<KnobKey, KnobValue> held() {
        return Map.of();
    }
}
