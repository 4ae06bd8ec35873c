package io.sublet.agent.decide;

import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import java.util.List;
import java.util.Optional;

/** A change of one knob of one control group. */
public sealed interface KnobAction extends Action
        permits Action.SetKnob, Action.SetQuota, Action.SetCpuset, Action.SetIdle, Action.Trigger, Action.Release {
    /** Which knob of which group. */
    KnobKey key();

    /** The value wanted; empty for the original one. */
    Optional<KnobValue> value();

    /** Every knob that the change disturbs, whose original value has to be known before. */
    default List<KnobKey> disturbs() {
        return List.of(key());
    }
}
