package io.sublet.crds.config;

import io.sublet.protocol.json.JsonObject;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How much faster a node's CPU is than the slowest model of the cluster: the key {@code cpu-normalization-config}.
 *
 * @param enabled off makes every node count as 1
 * @param defaultRatio for models that are not listed, or lack what is asked for; 1 to 5
 * @param models ratios by the name that the CPU has in {@code /proc/cpuinfo}
 */
public record NormalizationStrategy(
        boolean enabled, Optional<BigDecimal> defaultRatio, Map<String, RatioModel> models) {
    public static final NormalizationStrategy DEFAULT = new NormalizationStrategy(false, Optional.empty(), Map.of());

    private static final BigDecimal LOWEST = BigDecimal.ONE;
    private static final BigDecimal HIGHEST = BigDecimal.valueOf(5);
    private static final String MODELS = "ratioModel";
    static final FieldNames NAMES =
            FieldNames.of("enable", "defaultRatio", MODELS, ColocationDocument.ITEMS, "nodeSelector", "name");
    static final FieldNames MODEL_NAMES =
            FieldNames.of("baseRatio", "hyperThreadEnabledRatio", "turboEnabledRatio", "hyperThreadTurboEnabledRatio");

    /** The ratios of one CPU model, each 1 to 5, by what is switched on. */
    public record RatioModel(
            Optional<BigDecimal> base,
            Optional<BigDecimal> hyperThread,
            Optional<BigDecimal> turbo,
            Optional<BigDecimal> hyperThreadTurbo) {
        Optional<BigDecimal> ratio(boolean hyperThreadOn, boolean turboOn) {
            if (hyperThreadOn) {
                return turboOn ? hyperThreadTurbo : hyperThread;
            }
            return turboOn ? turbo : base;
        }
    }

    public NormalizationStrategy {
        models = Map.copyOf(models);
    }

    /** The ratio of a CPU; empty if the configuration does not say it. */
    public Optional<BigDecimal> ratio(String cpuModel, boolean hyperThreadOn, boolean turboOn) {
        return Optional.ofNullable(models.get(cpuModel))
                .flatMap(model -> model.ratio(hyperThreadOn, turboOn))
                .or(() -> defaultRatio);
    }

    static Layered<NormalizationStrategy> read(JsonObject raw, Findings findings) {
        return Layered.readOverlaid(raw, NAMES, findings, NormalizationStrategy::of);
    }

    private static NormalizationStrategy of(JsonObject document, Findings findings) {
        FieldReader fields = new FieldReader(document, findings);
        FieldReader listed = fields.inner(MODELS);
        Map<String, RatioModel> models = new LinkedHashMap<>();
        listed.object().fields().keySet().forEach(name -> models.put(name, model(listed.inner(name))));
        return new NormalizationStrategy(
                fields.bool("enable").orElse(false), fields.number("defaultRatio", LOWEST, HIGHEST), models);
    }

    private static RatioModel model(FieldReader raw) {
        FieldReader fields = new FieldReader(MODEL_NAMES.canonicalize(raw.object(), raw.findings()), raw.findings());
        return new RatioModel(
                fields.number("baseRatio", LOWEST, HIGHEST),
                fields.number("hyperThreadEnabledRatio", LOWEST, HIGHEST),
                fields.number("turboEnabledRatio", LOWEST, HIGHEST),
                fields.number("hyperThreadTurboEnabledRatio", LOWEST, HIGHEST));
    }

    /** The strategy as a document. */
    Map<String, @Nullable Object> render() {
        Map<String, @Nullable Object> listed = new TreeMap<>();
        models.forEach((name, model) -> {
            Map<String, @Nullable Object> ratios = new LinkedHashMap<>();
            model.base.ifPresent(ratio -> ratios.put("baseRatio", ratio));
            model.hyperThread.ifPresent(ratio -> ratios.put("hyperThreadEnabledRatio", ratio));
            model.turbo.ifPresent(ratio -> ratios.put("turboEnabledRatio", ratio));
            model.hyperThreadTurbo.ifPresent(ratio -> ratios.put("hyperThreadTurboEnabledRatio", ratio));
            listed.put(name, ratios);
        });
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("enable", enabled);
        defaultRatio.ifPresent(ratio -> fields.put("defaultRatio", ratio));
        fields.put(MODELS, listed);
        return fields;
    }
}
