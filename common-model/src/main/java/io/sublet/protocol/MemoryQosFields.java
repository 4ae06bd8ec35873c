package io.sublet.protocol;

import io.sublet.model.pod.QosClass;
import io.sublet.model.slo.MemoryQos;
import io.sublet.model.slo.MemoryQos.Watermark;
import io.sublet.model.unit.Percent;
import io.sublet.protocol.json.JsonObject;
import java.util.Optional;

/** The fields of a {@code memoryQOS}, in a NodeSLO and in a pod's annotation. */
final class MemoryQosFields {
    private MemoryQosFields() {}

    /** Of a class: what is not enabled is as the kernel has it. */
    static MemoryQos parse(JsonObject fields, QosClass qos) {
        MemoryQos given = over(MemoryQos.defaultFor(qos), fields);
        return fields.bool("enable").orElse(false) ? given : MemoryQos.NONE;
    }

    /** The settings with those replaced that are given. */
    static MemoryQos over(MemoryQos base, JsonObject fields) {
        Watermark watermark = base.watermark();
        Optional<Percent> throttling = Fields.percent(fields, "throttlingPercent", 0, 100);
        return new MemoryQos(
                true,
                Fields.percent(fields, "minLimitPercent", 0, 100).orElse(base.min()),
                Fields.percent(fields, "lowLimitPercent", 0, 100).orElse(base.low()),
                throttling.orElse(base.throttling()),
                throttling.isPresent() ? Optional.empty() : base.high(),
                new Watermark(
                        number(fields, "wmarkRatio", 0, 100, watermark.ratio()),
                        number(fields, "wmarkScalePermill", 1, 1000, watermark.scalePermill()),
                        number(fields, "wmarkMinAdj", -25, 50, watermark.minAdj())),
                number(fields, "priorityEnable", 0, 1, base.priorityOom() ? 1 : 0) == 1,
                number(fields, "priority", 0, 12, base.priority()),
                number(fields, "oomKillGroup", 0, 1, base.oomGroup() ? 1 : 0) == 1);
    }

    private static int number(JsonObject fields, String name, int min, int max, int fallback) {
        return Fields.integer(fields, name, min, max).map(Math::toIntExact).orElse(fallback);
    }
}
