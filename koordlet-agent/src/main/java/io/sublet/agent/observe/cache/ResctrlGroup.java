package io.sublet.agent.observe.cache;

import io.sublet.agent.kernel.Schemata;
import java.util.Set;

/**
 * One group of resctrl.
 *
 * @param tasks its threads; empty unless threads were looked at in this tick
 */
public record ResctrlGroup(Schemata schemata, Set<String> tasks) {
    public ResctrlGroup {
        tasks = Set.copyOf(tasks);
    }
}
