package io.sublet.protocol;

import io.sublet.model.slo.Bandwidth;
import io.sublet.model.slo.BitRate;
import io.sublet.model.slo.NetworkQos;
import io.sublet.model.unit.Percent;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** The fields of a {@code networkQOS}, in a NodeSLO and in a pod's annotation. */
final class NetworkQosFields {
    private NetworkQosFields() {}

    static NetworkQos parse(JsonObject fields) {
        NetworkQos given = parseOfPod(fields);
        return fields.bool("enable").orElse(false) ? given : NetworkQos.NONE;
    }

    /** Of a pod, which has no switch. */
    static NetworkQos parseOfPod(JsonObject fields) {
        return new NetworkQos(
                true,
                bandwidth(fields, "ingressRequest"),
                bandwidth(fields, "ingressLimit"),
                bandwidth(fields, "egressRequest"),
                bandwidth(fields, "egressLimit"));
    }

    /** A number is a percentage of the node's bandwidth, a text is an amount in bits each second. */
    private static Bandwidth bandwidth(JsonObject fields, String name) {
        @Nullable Object value = fields.fields().get(name);
        if (value instanceof Long || value instanceof Integer || value instanceof BigDecimal) {
            return new Bandwidth.Share(Fields.percent(fields, name, 0, 100).orElseGet(() -> new Percent(0)));
        }
        long bits = fields.string(name).map(Quantities::parseCount).orElse(0L);
        if (bits < 0) {
            throw new JsonException(fields.pathOf(name) + " must not be negative, was " + bits);
        }
        return new Bandwidth.Amount(new BitRate(bits));
    }
}
