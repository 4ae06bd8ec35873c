package io.sublet.agent.observe.resource;

import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.cache.Resctrl;
import io.sublet.model.reading.Reading;
import java.util.Map;

/**
 * What can be set beside the knobs of control groups, each missing where nobody asks for it or the machine does not have it.
 *
 * @param resctrl cache and memory bandwidth
 */
public record Resources(Reading<Resctrl> resctrl) {
    public static Resources missing(String cause) {
        return new Resources(Reading.missing(cause));
    }

    /** What the knobs stand at. */
    public Map<KnobKey, KnobValue> values() {
        return resctrl.map(Resctrl::values).toOptional().orElse(Map.of());
    }
}
