package io.sublet.agent.observe.resource;

import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.cache.Resctrl;
import io.sublet.agent.observe.disk.Disks;
import io.sublet.agent.observe.network.Uplink;
import io.sublet.model.reading.Reading;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What can be set beside the knobs of control groups, each missing where nobody asks for it or the machine does not have it.
 *
 * @param resctrl cache and memory bandwidth
 * @param disks block devices
 * @param oomScores of the processes of those pods that ask for something there, by container's group; nothing unless they were looked at
 *     in this tick
 * @param uplink the network device by which the node reaches others
 * @param gpus those of the machine, which are only shown
 * @param kernel what settings of the kernel as a whole stand at, as far as anybody asks for them
 */
public record Resources(
        Reading<Resctrl> resctrl,
        Disks disks,
        Map<CgroupPath, Map<String, Long>> oomScores,
        Reading<Uplink> uplink,
        List<Gpu> gpus,
        Map<Knob, Reading<KnobValue>> kernel) {
    public Resources {
        oomScores = Map.copyOf(oomScores);
        gpus = List.copyOf(gpus);
        kernel = Map.copyOf(kernel);
    }

    public static Resources missing(String cause) {
        return new Resources(Reading.missing(cause), Disks.NONE, Map.of(), Reading.missing(cause), List.of(), Map.of());
    }

    /** What the knobs stand at. */
    public Map<KnobKey, KnobValue> values() {
        Map<KnobKey, KnobValue> values =
                new HashMap<>(resctrl.map(Resctrl::values).toOptional().orElse(Map.of()));
        values.putAll(disks.values());
        oomScores
                .values()
                .forEach(scores -> scores.forEach((process, score) -> values.put(
                        new KnobKey(new CgroupPath(process), Knob.OOM_SCORE_ADJ), new KnobValue.Whole(score))));
        uplink.toOptional().ifPresent(device -> values.putAll(device.values()));
        kernel.forEach((knob, reading) ->
                reading.toOptional().ifPresent(value -> values.put(new KnobKey(CgroupPath.ROOT, knob), value)));
        return values;
    }
}
