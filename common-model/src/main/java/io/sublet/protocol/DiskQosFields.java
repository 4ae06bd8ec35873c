package io.sublet.protocol;

import io.sublet.model.slo.DiskQos;
import io.sublet.model.slo.DiskQos.Block;
import io.sublet.model.slo.DiskQos.CostModel;
import io.sublet.model.slo.DiskQos.Kind;
import io.sublet.model.slo.DiskQos.Latency;
import io.sublet.model.slo.DiskQos.Limits;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The fields of a {@code blkioQOS}, in a NodeSLO and in a pod's annotation. */
final class DiskQosFields {
    /** What a device, a volume group and a volume of a pod may be called; no way out of the folder it is looked for in. */
    private static final Pattern NAME =
            Pattern.compile("(/dev/)?[A-Za-z0-9_+][A-Za-z0-9_.+!-]*(/[A-Za-z0-9_+][A-Za-z0-9_.+-]*)?");

    private static final long MOST = 1L << 53;

    private DiskQosFields() {}

    static DiskQos parse(JsonObject fields) {
        DiskQos given = new DiskQos(
                true,
                fields.objects("blocks").stream().map(DiskQosFields::block).toList());
        return fields.bool("enable").orElse(false) ? given : DiskQos.NONE;
    }

    /** Of a pod, for which being there is being enabled unless it says otherwise. */
    static DiskQos parseOfPod(JsonObject fields) {
        DiskQos given = new DiskQos(
                true,
                fields.objects("blocks").stream().map(DiskQosFields::block).toList());
        return fields.bool("enable").orElse(true) ? given : DiskQos.NONE;
    }

    private static Block block(JsonObject block) {
        String name = Fields.text(block, "name");
        if (!NAME.matcher(name).matches()) {
            throw new JsonException(block.pathOf("name") + " is no name of a device or volume: " + name);
        }
        JsonObject io = block.objectOrEmpty("ioCfg");
        Latency none = Latency.NONE;
        return new Block(
                name,
                Fields.named(block, "type", Kind::parse, Kind.DEVICE),
                new Limits(
                        perSecond(io, "readIOPS"),
                        perSecond(io, "writeIOPS"),
                        perSecond(io, "readBPS"),
                        perSecond(io, "writeBPS"),
                        weight(io)),
                new Latency(
                        micros(io, "readLatency"),
                        micros(io, "writeLatency"),
                        percent(io, "readLatencyPercent", none.readPercent()),
                        percent(io, "writeLatencyPercent", none.writePercent())),
                io.bool("enableUserModel").orElse(false) ? Optional.of(model(io)) : Optional.empty());
    }

    private static CostModel model(JsonObject io) {
        return new CostModel(
                modelled(io, "modelReadBPS"),
                modelled(io, "modelReadSeqIOPS"),
                modelled(io, "modelReadRandIOPS"),
                modelled(io, "modelWriteBPS"),
                modelled(io, "modelWriteSeqIOPS"),
                modelled(io, "modelWriteRandIOPS"));
    }

    private static long modelled(JsonObject io, String field) {
        return Fields.integer(io, field, 1, MOST).orElse(1L);
    }

    private static long perSecond(JsonObject io, String field) {
        return Fields.integer(io, field, 0, MOST).orElse(0L);
    }

    private static OptionalInt weight(JsonObject io) {
        Optional<Long> weight = Fields.integer(io, "ioWeightPercent", 1, 100);
        return weight.isPresent() ? OptionalInt.of(Math.toIntExact(weight.get())) : OptionalInt.empty();
    }

    private static OptionalLong micros(JsonObject io, String field) {
        Optional<Long> micros = Fields.integer(io, field, 1, MOST);
        return micros.isPresent() ? OptionalLong.of(micros.get()) : OptionalLong.empty();
    }

    private static int percent(JsonObject io, String field, int fallback) {
        return Fields.integer(io, field, 0, 100).map(Math::toIntExact).orElse(fallback);
    }
}
