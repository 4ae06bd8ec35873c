package io.sublet.agent.observe.disk;

import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.model.reading.Reading;
import java.util.HashMap;
import java.util.Map;

/**
 * The block devices that somebody asks something of.
 *
 * @param devices {@code major:minor} of the whole disk behind each name; of a logical volume its own
 * @param root what the knobs of the root group stand at
 */
public record Disks(Map<DiskName, Reading<String>> devices, Map<Knob, Reading<KnobValue>> root) {
    public static final Disks NONE = new Disks(Map.of(), Map.of());

    public Disks {
        devices = Map.copyOf(devices);
        root = Map.copyOf(root);
    }

    /** The device behind a name. */
    public Reading<String> device(DiskName name) {
        return devices.getOrDefault(name, Reading.missing("not looked for yet"));
    }

    /** What the knobs of the root group stand at, as far as they are known. */
    public Map<KnobKey, KnobValue> values() {
        Map<KnobKey, KnobValue> values = new HashMap<>();
        root.forEach((knob, reading) ->
                reading.toOptional().ifPresent(value -> values.put(new KnobKey(CgroupPath.ROOT, knob), value)));
        return values;
    }
}
