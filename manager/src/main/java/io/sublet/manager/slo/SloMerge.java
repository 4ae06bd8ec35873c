package io.sublet.manager.slo;

import io.sublet.crds.config.HostApplicationConfig;
import io.sublet.crds.config.SectionConfig;
import io.sublet.crds.config.SloControllerConfig;
import io.sublet.crds.config.SloSection;
import io.sublet.manager.view.NodeView;
import io.sublet.model.reason.Reason;
import io.sublet.protocol.Quantities;
import io.sublet.protocol.json.JsonException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules for one node: for each section its defaults, the cluster's strategy over them, and the first item that selects
 * the node over that; host applications are those of the first item that selects the node, else the cluster's.
 */
public final class SloMerge {
    /** On a node: its network bandwidth in bits per second, stronger than the configuration. */
    public static final String NETWORK_BANDWIDTH = "node.koordinator.sh/network-bandwidth";

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

    public static Document document(SloControllerConfig config, NodeView node) {
        Map<String, @Nullable Object> spec = new LinkedHashMap<>();
        for (SloSection section : SloSection.values()) {
            SectionConfig rules = config.section(section);
            spec.put(
                    section.field(),
                    rules.itemFor(node.labels()).map(SectionConfig.Item::merged).orElse(rules.cluster()));
        }
        List<Object> applications = hostApplications(config.hostApplications(), node);
        if (!applications.isEmpty()) {
            spec.put("hostApplications", applications);
        }
        // Readers of the protocol decode extensions into a structure whose only field has this name.
        spec.put("extensions", Map.of("Object", Map.of()));
        return withBandwidth(spec, node);
    }

    private static List<Object> hostApplications(HostApplicationConfig config, NodeView node) {
        return config.itemFor(node.labels())
                .map(HostApplicationConfig.Item::applications)
                .orElse(config.cluster());
    }

    private static Document withBandwidth(Map<String, @Nullable Object> spec, NodeView node) {
        Optional<String> bandwidth = Optional.ofNullable(node.annotations().get(NETWORK_BANDWIDTH));
        if (bandwidth.isEmpty()) {
            return new Document(spec, List.of());
        }
        try {
            Quantities.parse(bandwidth.get());
        } catch (JsonException e) {
            Reason reason = Reason.of(SloReason.InvalidNetworkBandwidth)
                    .with("annotation", NETWORK_BANDWIDTH)
                    .with("value", bandwidth.get());
            return new Document(spec, List.of(reason));
        }
        Map<String, @Nullable Object> system = new LinkedHashMap<>();
        if (spec.get(SloSection.SYSTEM.field()) instanceof Map<?, ?> fields) {
            fields.forEach((name, value) -> system.put(String.valueOf(name), value));
        }
        system.put(SloSection.TOTAL_NETWORK_BANDWIDTH, bandwidth.get());
        spec.put(SloSection.SYSTEM.field(), system);
        return new Document(spec, List.of());
    }
}
