package io.sublet.protocol;

import io.sublet.model.slo.DscpRule;
import io.sublet.model.slo.InterferenceRule;
import io.sublet.model.slo.PodQosRule;
import io.sublet.model.slo.PressureRule;
import io.sublet.model.slo.SloExtensions;
import io.sublet.model.slo.WatermarkRule;
import io.sublet.model.unit.CpuSet;
import io.sublet.protocol.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * {@code spec.extensions} of a NodeSLO. Readers of the shared protocol decode it into a structure whose only field is
 * {@code Object} and pass over the rest; Sublet's own stands beside it under {@code sublet}.
 */
public final class SloExtensionsDocument {
    /** The field of NodeSLO's spec. */
    public static final String FIELD = "extensions";

    private static final String OWN = "sublet";
    private static final String POD_QOS = "podQos";
    private static final String WATERMARKS = "watermarks";
    private static final String COLOCATION = "colocation";
    private static final String IDLE_CORES = "idleCores";
    private static final String INTERFERENCE = "interference";
    private static final String LATENCY_TARGETS = "latencyTargets";
    private static final String PRESSURE = "pressure";
    private static final String DSCP = "dscp";

    private SloExtensionsDocument() {}

    /** From a NodeSLO's spec; absent parts are empty. */
    public static Parsed<SloExtensions> parse(JsonObject spec) {
        return Parsed.attempt(() -> read(spec));
    }

    /** As {@link #parse}, for a part of a larger document. */
    static SloExtensions read(JsonObject spec) {
        JsonObject own = spec.objectOrEmpty(FIELD).objectOrEmpty(OWN);
        List<PodQosRule> podQos =
                own.objects(POD_QOS).stream().map(PodQosRules::parse).toList();
        List<WatermarkRule> watermarks =
                own.objects(WATERMARKS).stream().map(WatermarkRules::parse).toList();
        boolean disabled = Fields.named(own, COLOCATION, SloExtensionsDocument::isDisabled, false);
        Optional<Long> idleCores = Fields.integer(own, IDLE_CORES, 1, CpuSet.MAX_CPU);
        return new SloExtensions(
                podQos,
                watermarks,
                idleCores.isPresent() ? OptionalInt.of(Math.toIntExact(idleCores.get())) : OptionalInt.empty(),
                disabled,
                InterferenceRules.parse(own.objectOrEmpty(INTERFERENCE)),
                own.objects(LATENCY_TARGETS).stream().map(LatencyTargets::parse).toList(),
                PressureRules.parse(own.objectOrEmpty(PRESSURE)),
                DscpRules.parse(own.objectOrEmpty(DSCP)));
    }

    private static Optional<Boolean> isDisabled(String word) {
        return switch (word) {
            case "disabled" -> Optional.of(true);
            case "enabled" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    /** The value of the field. */
    public static Map<String, @Nullable Object> render(SloExtensions extensions) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("Object", Map.of());
        if (!extensions.isEmpty()) {
            Map<String, @Nullable Object> own = new LinkedHashMap<>();
            if (!extensions.podQos().isEmpty()) {
                own.put(
                        POD_QOS,
                        extensions.podQos().stream().map(PodQosRules::render).toList());
            }
            if (!extensions.watermarks().isEmpty()) {
                own.put(
                        WATERMARKS,
                        extensions.watermarks().stream()
                                .map(WatermarkRules::render)
                                .toList());
            }
            if (extensions.disabled()) {
                own.put(COLOCATION, "disabled");
            }
            if (extensions.idleCores().isPresent()) {
                own.put(IDLE_CORES, (long) extensions.idleCores().getAsInt());
            }
            if (!extensions.interference().equals(InterferenceRule.DEFAULT)) {
                own.put(INTERFERENCE, InterferenceRules.render(extensions.interference()));
            }
            if (!extensions.latencyTargets().isEmpty()) {
                own.put(
                        LATENCY_TARGETS,
                        extensions.latencyTargets().stream()
                                .map(LatencyTargets::render)
                                .toList());
            }
            if (!extensions.pressure().equals(PressureRule.DEFAULT)) {
                own.put(PRESSURE, PressureRules.render(extensions.pressure()));
            }
            if (!extensions.dscp().equals(DscpRule.NONE)) {
                own.put(DSCP, DscpRules.render(extensions.dscp()));
            }
            tree.put(OWN, own);
        }
        return tree;
    }
}
