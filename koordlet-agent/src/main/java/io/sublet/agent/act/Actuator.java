package io.sublet.agent.act;

import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.plan.ActionPlan;
import java.util.List;
import java.util.Map;

/** Brings a plan about. */
public interface Actuator {
    /** @param nanoTime monotonic, by which what was refused is left alone for a while */
    List<Outcome> apply(ActionPlan plan, long nanoTime);

    /** The original values of all knobs that differ from them now because of the agent. */
    Map<KnobKey, KnobValue> held();
}
