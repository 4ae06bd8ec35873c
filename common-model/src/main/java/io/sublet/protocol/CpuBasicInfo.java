package io.sublet.protocol;

import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** The annotation {@value Annotations#CPU_BASIC_INFO} of a NodeResourceTopology: what kind of CPU a node has. */
public record CpuBasicInfo(String cpuModel, boolean hyperThreadEnabled, boolean turboEnabled) {
    public static Parsed<CpuBasicInfo> parse(@Nullable String annotation) {
        return Parsed.of(annotation, text -> {
            JsonObject info = Json.parseObject(text);
            return new CpuBasicInfo(
                    info.string("cpuModel")
                            .filter(model -> !model.isEmpty())
                            .orElseThrow(() -> new JsonException("cpuModel is not given")),
                    info.bool("hyperThreadEnabled").orElse(false),
                    info.bool("turboEnabled").orElse(false));
        });
    }
}
