package io.sublet.manager.slo;

import io.sublet.crds.config.ConfigKey;
import io.sublet.crds.config.Layered;
import io.sublet.crds.config.SloSection;
import io.sublet.manager.config.InForce;
import io.sublet.manager.view.NodeSloView;
import io.sublet.manager.view.NodeView;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.PodQosRule;
import io.sublet.model.slo.SloExtensions;
import io.sublet.protocol.Quantities;
import io.sublet.protocol.SloExtensionsDocument;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The rules for one node: for each section its defaults, the cluster's strategy over them, and the first item that selects
 * the node over that; host applications are those of the first item that selects the node, else the cluster's.
 */
public final class SloMerge {
    /** On a node: its network bandwidth in bits per second, stronger than the configuration. */
    public static final String NETWORK_BANDWIDTH = "node.koordinator.sh/network-bandwidth";

    /** On a node, Sublet's own: CPUs to be kept idle for online services, in place of a threshold of usage. */
    public static final String IDLE_CORES = "sublet.io/idle-cores";

    private static final String HOST_APPLICATIONS = "hostApplications";
    /** A quarter of what the API server stores; the object also holds who owns each field. */
    private static final int LONGEST_EXTENSIONS = 256 * 1024;

    private SloMerge() {}

    /**
     * A NodeSLO as it should be.
     *
     * @param spec the JSON tree
     * @param warnings what the node says about itself and cannot be used
     */
    public record Document(Map<String, @Nullable Object> spec, List<Reason> warnings) {
        public Document {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * The document for a node. A section whose key has had no content that can be used stays as the node has it, and is the
     * default where the node has none: what protects a node is not switched off because somebody mistyped.
     *
     * @param podQos the rules that name a pod of the node
     */
    public static Document document(
            InForce config, NodeView node, Optional<NodeSloView> there, List<PodQosRule> podQos) {
        Map<String, @Nullable Object> spec = new LinkedHashMap<>();
        for (SloSection section : SloSection.values()) {
            ConfigKey<Layered<Map<String, @Nullable Object>>> key = ConfigKey.of(section);
            spec.put(
                    section.field(),
                    config.get(key)
                            .map(rules -> rules.of(node.labels()))
                            .orElseGet(() -> standing(section.field(), there).orElse(null) instanceof Map<?, ?> fields
                                    ? fields(fields)
                                    : key.defaults().cluster()));
        }
        List<?> applications = config.get(ConfigKey.HOST_APPLICATIONS)
                .<List<?>>map(rules -> rules.of(node.labels()))
                .orElseGet(() ->
                        standing(HOST_APPLICATIONS, there).orElse(null) instanceof List<?> list ? list : List.of());
        if (!applications.isEmpty()) {
            spec.put(HOST_APPLICATIONS, applications);
        }
        List<Reason> warnings = new ArrayList<>();
        spec.put(
                SloExtensionsDocument.FIELD,
                extensions(wanted(config, node, there, podQos, warnings), there, warnings));
        withBandwidth(spec, node).ifPresent(warnings::add);
        return new Document(spec, warnings);
    }

    private static SloExtensions wanted(
            InForce config,
            NodeView node,
            Optional<NodeSloView> there,
            List<PodQosRule> podQos,
            List<Reason> warnings) {
        SloExtensions standing = standingExtensions(there);
        boolean disabled = config.get(ConfigKey.SWITCH)
                .map(rules -> rules.of(node.labels()).disabled())
                .orElseGet(standing::disabled);
        return new SloExtensions(
                podQos,
                config.get(ConfigKey.WATERMARKS)
                        .map(rules -> rules.of(node.labels()))
                        .orElseGet(standing::watermarks),
                idleCores(node, warnings),
                disabled,
                config.get(ConfigKey.INTERFERENCE)
                        .map(rules -> rules.of(node.labels()))
                        .orElseGet(standing::interference),
                config.get(ConfigKey.LATENCY_TARGETS)
                        .map(rules -> rules.of(node.labels()))
                        .orElseGet(standing::latencyTargets),
                config.get(ConfigKey.PRESSURE)
                        .map(rules -> rules.of(node.labels()))
                        .orElseGet(standing::pressure),
                config.get(ConfigKey.DSCP).map(rules -> rules.of(node.labels())).orElseGet(standing::dscp));
    }

    private static OptionalInt idleCores(NodeView node, List<Reason> warnings) {
        Optional<String> cores = Optional.ofNullable(node.annotations().get(IDLE_CORES));
        if (cores.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!cores.get().matches("[1-9][0-9]{0,2}")) {
            warnings.add(Reason.of(SloReason.InvalidIdleCores)
                    .with("annotation", IDLE_CORES)
                    .with("value", cores.get()));
            return OptionalInt.empty();
        }
        return OptionalInt.of(Integer.parseInt(cores.get()));
    }

    /** Rules that would make the object too large to be stored are not cut: one of them may be what protects a pod. */
    private static Map<String, @Nullable Object> extensions(
            SloExtensions wanted, Optional<NodeSloView> there, List<Reason> warnings) {
        Map<String, @Nullable Object> rendered = SloExtensionsDocument.render(wanted);
        if (wanted.isEmpty()) {
            return rendered;
        }
        int length = Json.write(rendered).length();
        if (length <= LONGEST_EXTENSIONS) {
            return rendered;
        }
        warnings.add(Reason.of(SloReason.ExtensionsTooLarge)
                .with("characters", length)
                .with("limit", LONGEST_EXTENSIONS)
                .with("podQosRules", wanted.podQos().size())
                .with("watermarkRules", wanted.watermarks().size()));
        return SloExtensionsDocument.render(standingExtensions(there).switched(wanted.disabled()));
    }

    private static SloExtensions standingExtensions(Optional<NodeSloView> there) {
        return there.flatMap(slo -> SloExtensionsDocument.parse(new JsonObject(slo.spec(), ""))
                        .valid())
                .orElse(SloExtensions.NONE);
    }

    private static Optional<Object> standing(String field, Optional<NodeSloView> there) {
        return there.map(slo -> slo.spec().get(field));
    }

    @SuppressWarnings("unchecked") // every map in a JSON tree has string keys
    private static Map<String, @Nullable Object> fields(Object tree) {
        return (Map<String, @Nullable Object>) tree;
    }

    /** Lays the node's own bandwidth over the section; a reason if it cannot be used. */
    private static Optional<Reason> withBandwidth(Map<String, @Nullable Object> spec, NodeView node) {
        Optional<String> bandwidth = Optional.ofNullable(node.annotations().get(NETWORK_BANDWIDTH));
        if (bandwidth.isEmpty()) {
            return Optional.empty();
        }
        try {
            Quantities.parse(bandwidth.get());
        } catch (JsonException e) {
            return Optional.of(Reason.of(SloReason.InvalidNetworkBandwidth)
                    .with("annotation", NETWORK_BANDWIDTH)
                    .with("value", bandwidth.get()));
        }
        Map<String, @Nullable Object> system = new LinkedHashMap<>();
        if (spec.get(SloSection.SYSTEM.field()) instanceof Map<?, ?> fields) {
            fields.forEach((name, value) -> system.put(String.valueOf(name), value));
        }
        system.put(SloSection.TOTAL_NETWORK_BANDWIDTH, bandwidth.get());
        spec.put(SloSection.SYSTEM.field(), system);
        return Optional.empty();
    }
}
