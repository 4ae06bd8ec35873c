package io.sublet.protocol;

import io.sublet.model.slo.NetworkQos;
import io.sublet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/** The annotation {@value Annotations#NETWORK_QOS}: the bandwidth of one pod. */
public final class PodNetworkQos {
    private PodNetworkQos() {}

    public static Parsed<NetworkQos> parse(@Nullable String annotation) {
        return Parsed.of(annotation, text -> NetworkQosFields.parseOfPod(Json.parseObject(text)));
    }
}
