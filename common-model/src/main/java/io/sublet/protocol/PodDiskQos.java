package io.sublet.protocol;

import io.sublet.model.slo.DiskQos;
import io.sublet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/** The annotation {@value Annotations#BLKIO_QOS}: the limits of one pod on block devices. */
public final class PodDiskQos {
    private PodDiskQos() {}

    public static Parsed<DiskQos> parse(@Nullable String annotation) {
        return Parsed.of(annotation, text -> DiskQosFields.parseOfPod(Json.parseObject(text)));
    }
}
