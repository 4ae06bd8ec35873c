package io.sublet.agent.act;

import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.plan.ActionPlan;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Tells what would be written, and writes nothing. */
public final class DryRun implements Actuator {
    @Override
    public List<Outcome> apply(ActionPlan plan, Instant now) {
        return plan.writes().stream().<Outcome>map(Outcome.Planned::new).toList();
    }

    @Override
    public Map<KnobKey, KnobValue> held() {
        return Map.of();
    }
}
