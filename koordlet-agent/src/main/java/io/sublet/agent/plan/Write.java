package io.sublet.agent.plan;

import io.sublet.agent.decide.KnobAction;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;

/**
 * One write to the kernel.
 *
 * @param action what it is for
 * @param last false for a step on the way, after which the knob does not have the value wanted yet
 */
public record Write(KnobKey key, KnobValue value, KnobAction action, boolean last) {}
