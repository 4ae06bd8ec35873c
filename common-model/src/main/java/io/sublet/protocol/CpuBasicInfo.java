package io.sublet.protocol;

import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The annotation {@value Annotations#CPU_BASIC_INFO} of a NodeResourceTopology: what kind of CPU a node has.
 *
 * @param l3Mask all ways of the last-level cache, hexadecimal; empty where the node shows none
 * @param vendor such as {@code GenuineIntel}; empty where the node does not say
 */
public record CpuBasicInfo(
        String cpuModel, boolean hyperThreadEnabled, boolean turboEnabled, String l3Mask, String vendor) {
    /** Of a node that says no more. */
    public CpuBasicInfo(String cpuModel, boolean hyperThreadEnabled, boolean turboEnabled) {
        this(cpuModel, hyperThreadEnabled, turboEnabled, "", "");
    }

    public static Parsed<CpuBasicInfo> parse(@Nullable String annotation) {
        return Parsed.of(annotation, text -> {
            JsonObject info = Json.parseObject(text);
            return new CpuBasicInfo(
                    info.string("cpuModel")
                            .filter(model -> !model.isEmpty())
                            .orElseThrow(() -> new JsonException("cpuModel is not given")),
                    info.bool("hyperThreadEnabled").orElse(false),
                    info.bool("turboEnabled").orElse(false),
                    info.string("catL3CbmMask").orElse(""),
                    info.string("vendorID").orElse(""));
        });
    }

    /** The annotation's text; switches that are off are left out. */
    public String render() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("cpuModel", cpuModel);
        if (hyperThreadEnabled) {
            fields.put("hyperThreadEnabled", true);
        }
        if (turboEnabled) {
            fields.put("turboEnabled", true);
        }
        fields.put("catL3CbmMask", l3Mask);
        fields.put("vendorID", vendor);
        return Json.write(fields);
    }
}
