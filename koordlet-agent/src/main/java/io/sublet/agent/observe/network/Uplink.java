package io.sublet.agent.observe.network;

import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import java.util.Map;

/**
 * The device by which the node reaches others.
 *
 * @param device its name
 * @param classes the text of its classes; see {@link io.sublet.agent.kernel.net.NetworkPlace}
 */
public record Uplink(String device, String classes) {
    public KnobKey key() {
        return new KnobKey(new CgroupPath(device), Knob.NETWORK_CLASSES);
    }

    /** What the device's knob stands at. */
    public Map<KnobKey, KnobValue> values() {
        return Map.of(key(), new KnobValue.Text(classes));
    }
}
