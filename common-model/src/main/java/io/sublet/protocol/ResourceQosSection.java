package io.sublet.protocol;

import io.sublet.model.pod.QosClass;
import io.sublet.model.slo.BitRate;
import io.sublet.model.slo.CacheQos;
import io.sublet.model.slo.NodeMemoryRule;
import io.sublet.model.slo.ResourceQos;
import io.sublet.model.slo.ResourceQos.ClassQos;
import io.sublet.model.unit.Percent;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.Optional;
import java.util.OptionalLong;

/** The field {@code resourceQOSStrategy} of a NodeSLO, and of {@code systemStrategy} what concerns network and memory. */
final class ResourceQosSection {
    private ResourceQosSection() {}

    static ResourceQos parse(JsonObject spec) {
        JsonObject strategy = spec.objectOrEmpty("resourceQOSStrategy");
        return new ResourceQos(
                classQos(strategy, "lsrClass", QosClass.LSR),
                classQos(strategy, "lsClass", QosClass.LS),
                classQos(strategy, "beClass", QosClass.BE),
                classQos(strategy, "systemClass", QosClass.SYSTEM),
                DiskQosFields.parse(strategy.objectOrEmpty("cgroupRoot").objectOrEmpty("blkioQOS")),
                networkTotal(spec.objectOrEmpty("systemStrategy")),
                nodeMemory(spec.objectOrEmpty("systemStrategy")));
    }

    private static NodeMemoryRule nodeMemory(JsonObject system) {
        return new NodeMemoryRule(
                number(system, "minFreeKbytesFactor", 10_000), number(system, "watermarkScaleFactor", 400));
    }

    private static OptionalLong number(JsonObject system, String field, long most) {
        Optional<Long> value = Fields.integer(system, field, 1, most);
        return value.isPresent() ? OptionalLong.of(value.get()) : OptionalLong.empty();
    }

    private static ClassQos classQos(JsonObject strategy, String field, QosClass qos) {
        JsonObject settings = strategy.objectOrEmpty(field);
        return new ClassQos(
                MemoryQosFields.parse(settings.objectOrEmpty("memoryQOS"), qos),
                cache(settings.objectOrEmpty("resctrlQOS"), qos),
                DiskQosFields.parse(settings.objectOrEmpty("blkioQOS")),
                NetworkQosFields.parse(settings.objectOrEmpty("networkQOS")));
    }

    private static CacheQos cache(JsonObject fields, QosClass qos) {
        CacheQos defaults = CacheQos.defaultFor(qos);
        Percent start = Fields.percent(fields, "catRangeStartPercent", 0, 100).orElse(defaults.start());
        Percent end = Fields.percent(fields, "catRangeEndPercent", 0, 100).orElse(defaults.end());
        Percent bandwidth = Fields.percent(fields, "mbaPercent", 0, 100).orElse(defaults.bandwidth());
        if (!fields.bool("enable").orElse(false)) {
            return CacheQos.NONE;
        }
        if (start.compareTo(end) >= 0) {
            throw new JsonException(fields.pathOf("catRangeEndPercent") + " must be above catRangeStartPercent "
                    + start.value() + ", was " + end.value());
        }
        if (bandwidth.value() == 0) {
            throw new JsonException(fields.pathOf("mbaPercent") + " must be in 1..100, was 0");
        }
        return new CacheQos(true, start, end, bandwidth);
    }

    private static BitRate networkTotal(JsonObject system) {
        long bits =
                system.text("totalNetworkBandwidth").map(Quantities::parseCount).orElse(0L);
        if (bits < 0) {
            throw new JsonException(system.pathOf("totalNetworkBandwidth") + " must not be negative, was " + bits);
        }
        return new BitRate(bits);
    }
}
