package io.sublet.crds.config;

import io.sublet.model.slo.DscpRule;
import io.sublet.model.slo.InterferenceRule;
import io.sublet.model.slo.LatencyTarget;
import io.sublet.model.slo.PressureRule;
import io.sublet.model.slo.WatermarkRule;
import io.sublet.protocol.DscpRules;
import io.sublet.protocol.InterferenceRules;
import io.sublet.protocol.LatencyTargets;
import io.sublet.protocol.PressureRules;
import io.sublet.protocol.WatermarkRules;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A key of the ConfigMap, and how its document is read. There is one instance for each. */
public final class ConfigKey<T> {
    public static final ConfigKey<ColocationConfig> COLOCATION = new ConfigKey<>(
            "colocation-config",
            ColocationConfig.DEFAULT,
            (document, spec, findings) -> ColocationConfig.read(document, findings),
            config -> config.layers().map(layer -> ColocationDocument.render(layer.strategy())));

    public static final ConfigKey<Layered<NormalizationStrategy>> NORMALIZATION = new ConfigKey<>(
            "cpu-normalization-config",
            Layered.ofCluster(NormalizationStrategy.DEFAULT),
            (document, spec, findings) -> NormalizationStrategy.read(document, findings),
            config -> config.map(NormalizationStrategy::render));

    public static final ConfigKey<Layered<AmplificationStrategy>> AMPLIFICATION = new ConfigKey<>(
            "resource-amplification-config",
            Layered.ofCluster(AmplificationStrategy.DEFAULT),
            (document, spec, findings) -> AmplificationStrategy.read(document, findings),
            config -> config.map(AmplificationStrategy::render));

    /** JSON trees as they stand in NodeSLO. */
    public static final ConfigKey<Layered<List<Object>>> HOST_APPLICATIONS = new ConfigKey<>(
            "host-application-config",
            Layered.ofCluster(List.of()),
            (document, spec, findings) ->
                    HostApplicationConfig.read(document, spec.property("hostApplications"), findings),
            config -> config.map(applications -> applications));

    /** Sublet's own. */
    public static final ConfigKey<Layered<List<WatermarkRule>>> WATERMARKS = new ConfigKey<>(
            "node-watermark-config",
            Layered.ofCluster(List.of()),
            (document, spec, findings) -> new NamedRules<>(
                            "rules", WatermarkRules.FIELDS, WatermarkRules::parse, WatermarkRule::name)
                    .read(document, findings),
            config -> config.map(
                    rules -> rules.stream().map(WatermarkRules::render).toList()));

    /** Sublet's own. */
    public static final ConfigKey<Layered<InterferenceRule>> INTERFERENCE = new ConfigKey<>(
            "interference-config",
            Layered.ofCluster(InterferenceRule.DEFAULT),
            (document, spec, findings) -> new StrategyConfig<>(
                            InterferenceRules.FIELDS, InterferenceRules::parse, InterferenceRule.DEFAULT)
                    .read(document, findings),
            config -> config.map(InterferenceRules::render));

    /** Sublet's own. */
    public static final ConfigKey<Layered<List<LatencyTarget>>> LATENCY_TARGETS = new ConfigKey<>(
            "latency-target-config",
            Layered.ofCluster(List.of()),
            (document, spec, findings) -> new NamedRules<>(
                            "targets", LatencyTargets.FIELDS, LatencyTargets::parse, LatencyTarget::name)
                    .read(document, findings),
            config -> config.map(
                    targets -> targets.stream().map(LatencyTargets::render).toList()));

    /** Sublet's own. */
    public static final ConfigKey<Layered<PressureRule>> PRESSURE = new ConfigKey<>(
            "pressure-config",
            Layered.ofCluster(PressureRule.DEFAULT),
            (document, spec, findings) -> new StrategyConfig<>(
                            PressureRules.FIELDS, PressureRules::parse, PressureRule.DEFAULT)
                    .read(document, findings),
            config -> config.map(PressureRules::render));

    /** Sublet's own. */
    public static final ConfigKey<Layered<DscpRule>> DSCP = new ConfigKey<>(
            "dscp-config",
            Layered.ofCluster(DscpRule.NONE),
            (document, spec, findings) ->
                    new StrategyConfig<>(DscpRules.FIELDS, DscpRules::parse, DscpRule.NONE).read(document, findings),
            config -> config.map(DscpRules::render));

    /** Sublet's own. */
    public static final ConfigKey<Layered<ColocationSwitch>> SWITCH = new ConfigKey<>(
            "colocation-switch-config",
            Layered.ofCluster(ColocationSwitch.ENABLED),
            (document, spec, findings) -> ColocationSwitch.read(document, findings),
            config -> config.map(ColocationSwitch::render));

    /** Sublet's own; read by the scheduler's extender. */
    public static final ConfigKey<LoadAwareConfig> LOAD_AWARE = new ConfigKey<>(
            "load-aware-config",
            LoadAwareConfig.DEFAULT,
            (document, spec, findings) -> LoadAwareConfig.read(document, findings),
            LoadAwareConfig::documents);

    private static final Map<SloSection, ConfigKey<Layered<Map<String, @Nullable Object>>>> SECTIONS = sections();

    private final String name;
    private final T defaults;
    private final Reader<T> reader;
    private final Function<T, Layered<Object>> documents;

    @FunctionalInterface
    private interface Reader<T> {
        T read(JsonObject document, FieldSchema spec, Findings findings);
    }

    private ConfigKey(String name, T defaults, Reader<T> reader, Function<T, Layered<Object>> documents) {
        this.name = name;
        this.defaults = defaults;
        this.reader = reader;
        this.documents = documents;
    }

    private static Map<SloSection, ConfigKey<Layered<Map<String, @Nullable Object>>>> sections() {
        Map<SloSection, ConfigKey<Layered<Map<String, @Nullable Object>>>> keys = new EnumMap<>(SloSection.class);
        for (SloSection section : SloSection.values()) {
            keys.put(
                    section,
                    new ConfigKey<>(
                            section.key(),
                            Layered.ofCluster(section.defaults()),
                            (document, spec, findings) ->
                                    SectionConfig.read(section, document, spec.property(section.field()), findings),
                            config -> config.map(fields -> fields)));
        }
        return keys;
    }

    /** The key that rules a section of NodeSLO. */
    public static ConfigKey<Layered<Map<String, @Nullable Object>>> of(SloSection section) {
        ConfigKey<Layered<Map<String, @Nullable Object>>> key = SECTIONS.get(section);
        if (key == null) {
            throw new IllegalStateException("no key for " + section);
        }
        return key;
    }

    /** Every key that is known here; others are left to others. */
    public static List<ConfigKey<?>> all() {
        List<ConfigKey<?>> keys = new ArrayList<>(List.of(COLOCATION));
        keys.addAll(SECTIONS.values());
        keys.addAll(List.of(
                HOST_APPLICATIONS,
                NORMALIZATION,
                AMPLIFICATION,
                WATERMARKS,
                INTERFERENCE,
                LATENCY_TARGETS,
                PRESSURE,
                DSCP,
                SWITCH,
                LOAD_AWARE));
        return keys;
    }

    /** As in the ConfigMap's data. */
    public String name() {
        return name;
    }

    /** What holds when nothing is said. */
    public T defaults() {
        return defaults;
    }

    /** What the key says as JSON trees, with all defaults and with the cluster's part under each item. */
    public Layered<Object> documents(T content) {
        return documents.apply(content);
    }

    /**
     * Reads the key's document. An absent or blank one, and JSON null, has the defaults.
     *
     * @param spec schema of NodeSLO's spec
     */
    public KeyResult<T> read(@Nullable String text, FieldSchema spec) {
        Findings findings = Findings.of(name);
        Optional<JsonObject> document = text == null || text.isBlank()
                ? Optional.empty()
                : findings.find(() -> Optional.ofNullable(Json.parse(text)).map(tree -> JsonObject.of(tree, "")));
        T value = document.map(d -> reader.read(d, spec, findings)).orElse(defaults);
        return findings.isClean()
                ? new KeyResult.Accepted<>(value, findings.warnings())
                : new KeyResult.Rejected<>(findings.violations(), findings.warnings());
    }

    @Override
    public String toString() {
        return name;
    }
}
