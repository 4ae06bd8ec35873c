package io.sublet.agent.plan;

import io.sublet.agent.decide.KnobAction;
import io.sublet.agent.decide.Step;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import java.util.Optional;

/**
 * One write to the kernel.
 *
 * @param action what it is for
 * @param last false for a step on the way, after which the knob does not have the value wanted yet
 * @param observed what the knob showed when the plan was made; empty if nobody looked
 */
public record Write(KnobKey key, KnobValue value, KnobAction action, boolean last, Optional<KnobValue> observed)
        implements Step {
    @Override
    public String target() {
        return key.toString();
    }

    @Override
    public String wanted() {
        return value.toString();
    }
}
