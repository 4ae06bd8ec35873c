package io.sublet.protocol;

import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The annotation {@value Annotations#ALLOCATABLE_PROVENANCE}: which numbers in {@code status.allocatable} are amplified ones,
 * and who said what they were amplified from. A number in allocatable that is not the one noted here was reported by
 * somebody, be it while the webhook was away.
 *
 * @param amplified exact quantities that amplification wrote, by resource
 * @param reportedBy name of the user who reported the raw allocatable, empty if it is not known
 */
public record AllocatableProvenance(Map<String, BigDecimal> amplified, String reportedBy) {

    public AllocatableProvenance {
        amplified = Collections.unmodifiableMap(new TreeMap<>(amplified));
    }

    public static Parsed<AllocatableProvenance> parse(@Nullable String annotation) {
        return Parsed.of(annotation, text -> {
            JsonObject provenance = Json.parseObject(text);
            return new AllocatableProvenance(
                    RawAllocatable.quantities(provenance.objectOrEmpty("amplified")),
                    provenance.string("reportedBy").orElse(""));
        });
    }

    /** As JSON with sorted keys and quantities in canonical form. */
    public String render() {
        Map<String, Object> members = new TreeMap<>();
        members.put("amplified", RawAllocatable.texts(amplified));
        members.put("reportedBy", reportedBy);
        return Json.write(members);
    }
}
