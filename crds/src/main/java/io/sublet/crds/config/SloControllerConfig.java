package io.sublet.crds.config;

import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The whole ConfigMap {@code slo-controller-config}. A key that is absent, empty or JSON null has its defaults; keys that
 * are not known here are left to others.
 */
public record SloControllerConfig(
        ColocationConfig colocation, Map<SloSection, SectionConfig> sections, HostApplicationConfig hostApplications) {
    /** What holds without a ConfigMap: colocation is off. */
    public static final SloControllerConfig DEFAULT =
            new SloControllerConfig(ColocationConfig.DEFAULT, defaultSections(), HostApplicationConfig.DEFAULT);

    private static final String COLOCATION = "colocation-config";
    /** Keys that are only required to be objects, because nothing here is ruled by them yet. */
    private static final List<String> OPAQUE = List.of("cpu-normalization-config", "resource-amplification-config");

    public SloControllerConfig {
        sections = Map.copyOf(sections);
    }

    /** What became of a ConfigMap's data. */
    public sealed interface Result {
        /** All of it can be used. */
        record Accepted(SloControllerConfig config) implements Result {}

        /** Some of it cannot, so none of it is. */
        record Rejected(List<Violation> violations) implements Result {
            public Rejected {
                violations = List.copyOf(violations);
            }
        }
    }

    private static Map<SloSection, SectionConfig> defaultSections() {
        Map<SloSection, SectionConfig> sections = new EnumMap<>(SloSection.class);
        for (SloSection section : SloSection.values()) {
            sections.put(section, SectionConfig.defaultOf(section));
        }
        return sections;
    }

    /**
     * Reads all keys, and says the first fault of each.
     *
     * @param spec schema of NodeSLO's spec
     */
    public static Result parse(Map<String, String> data, FieldSchema spec) {
        Reader reader = new Reader(data);
        ColocationConfig colocation = reader.read(COLOCATION, ColocationConfig::parse, ColocationConfig.DEFAULT);
        Map<SloSection, SectionConfig> sections = new EnumMap<>(SloSection.class);
        for (SloSection section : SloSection.values()) {
            FieldSchema schema = spec.property(section.field());
            sections.put(
                    section,
                    reader.read(
                            section.key(),
                            document -> SectionConfig.parse(section, document, schema),
                            SectionConfig.defaultOf(section)));
        }
        HostApplicationConfig hostApplications = reader.read(
                HostApplicationConfig.KEY,
                document -> HostApplicationConfig.parse(document, spec.property("hostApplications")),
                HostApplicationConfig.DEFAULT);
        OPAQUE.forEach(key -> reader.read(key, Function.identity(), JsonObject.EMPTY));
        return reader.violations.isEmpty()
                ? new Result.Accepted(new SloControllerConfig(colocation, sections, hostApplications))
                : new Result.Rejected(reader.violations);
    }

    /** The section's part of the configuration. */
    public SectionConfig section(SloSection section) {
        SectionConfig config = sections.get(section);
        if (config == null) {
            throw new IllegalStateException("no configuration for " + section);
        }
        return config;
    }

    /** Reads keys and collects what is wrong with them. */
    private static final class Reader {
        private final Map<String, String> data;
        private final List<Violation> violations = new ArrayList<>();

        Reader(Map<String, String> data) {
            this.data = data;
        }

        <T> T read(String key, Function<JsonObject, T> parser, T defaults) {
            String text = data.getOrDefault(key, "");
            if (text.isBlank()) {
                return defaults;
            }
            try {
                @Nullable Object tree = Json.parse(text);
                return tree == null ? defaults : parser.apply(JsonObject.of(tree, ""));
            } catch (JsonException e) {
                violations.add(new Violation(key, String.valueOf(e.getMessage())));
                return defaults;
            }
        }
    }
}
