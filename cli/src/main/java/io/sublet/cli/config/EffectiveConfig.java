package io.sublet.cli.config;

import io.sublet.cli.config.Setting.Source;
import io.sublet.crds.config.ConfigKey;
import io.sublet.crds.config.FieldSchema;
import io.sublet.crds.config.KeyResult;
import io.sublet.crds.config.Layered;
import io.sublet.crds.config.NodeFacts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the ConfigMap and the Node mean for one node, value by value.
 *
 * @param settings in the order of the keys
 * @param problems what cannot be used, one clause each; the manager goes on with what it had before
 */
public record EffectiveConfig(List<Setting> settings, List<String> problems) {
    public EffectiveConfig {
        settings = List.copyOf(settings);
        problems = List.copyOf(problems);
    }

    /**
     * Reads all keys for a node.
     *
     * @param data of the ConfigMap
     * @param spec schema of NodeSLO's spec
     */
    public static EffectiveConfig of(Map<String, String> data, FieldSchema spec, NodeFacts node) {
        Reader reader = new Reader(data, spec, NodeLayer.of(node));
        ConfigKey.all().forEach(reader::read);
        return new EffectiveConfig(reader.settings, reader.problems);
    }

    /** The same with what stands on the NodeSLO itself, which is stronger than all else. */
    public EffectiveConfig with(List<Setting> onNodeSlo) {
        Map<String, Setting> byPlace = new LinkedHashMap<>();
        settings.forEach(setting -> byPlace.put(place(setting), setting));
        onNodeSlo.forEach(setting -> byPlace.put(place(setting), setting));
        return new EffectiveConfig(List.copyOf(byPlace.values()), problems);
    }

    private static String place(Setting setting) {
        return setting.key() + ' ' + setting.path();
    }

    private static final class Reader {
        private final Map<String, String> data;
        private final FieldSchema spec;
        private final NodeLayer node;
        private final List<Setting> settings = new ArrayList<>();
        private final List<String> problems = new ArrayList<>();

        Reader(Map<String, String> data, FieldSchema spec, NodeLayer node) {
            this.data = data;
            this.spec = spec;
            this.node = node;
        }

        <T> void read(ConfigKey<T> key) {
            KeyResult<T> result = key.read(data.get(key.name()), spec);
            result.violations().forEach(violation -> problems.add(violation.toString()));
            result.value().ifPresent(content -> add(key, content));
        }

        private <T> void add(ConfigKey<T> key, T content) {
            Layered<Object> documents = key.documents(content);
            Sources sources = new Sources(
                    RawKey.of(key.name(), data.get(key.name())),
                    documents,
                    node.facts().labels());
            NodeLayer.Applied applied = node.over(content);
            applied.problem().ifPresent(problems::add);
            Map<LeafPath, Object> values =
                    LeafPath.leaves(documents.of(node.facts().labels()));
            applied.document().map(LeafPath::leaves).ifPresent(values::putAll);
            values.forEach((path, value) -> settings.add(new Setting(
                    key.name(),
                    path,
                    value,
                    applied.document().isPresent()
                            ? node.source(path, value, sources.value(path))
                                    .orElseGet(() -> sources.of(key.name(), path))
                            : sources.of(key.name(), path))));
        }
    }

    /** Who of the ConfigMap's layers said a value. */
    private record Sources(RawKey raw, Layered<Object> documents, Map<String, String> labels) {
        Source of(String key, LeafPath path) {
            LeafPath written = RawKey.rawPath(key, path);
            Optional<Layered.Item<Object>> item = documents.itemFor(labels);
            if (item.isPresent()) {
                int index = documents.items().indexOf(item.get());
                if (index < raw.items().size() && written.isSaidIn(raw.items().get(index))) {
                    return new Source.Item(item.get().name(), false);
                }
                if (!value(path)
                        .equals(Optional.ofNullable(
                                LeafPath.leaves(documents.cluster()).get(path)))) {
                    return new Source.Item(item.get().name(), true);
                }
            }
            return written.isSaidIn(raw.cluster()) ? new Source.Cluster() : new Source.Default();
        }

        /** Before the Node's own word. */
        Optional<Object> value(LeafPath path) {
            return Optional.ofNullable(LeafPath.leaves(documents.of(labels)).get(path));
        }
    }
}
