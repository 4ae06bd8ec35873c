package io.sublet.cli.config;

import io.sublet.crds.config.SloSection;
import io.sublet.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What others than the manager have written on a NodeSLO, by its record of who owns which field. */
public final class ForeignSettings {
    private static final String MANAGER = "sublet-manager";
    private static final String FIELD = "f:";

    private ForeignSettings() {}

    /** @param nodeSlo the whole object with its managed fields */
    public static List<Setting> of(JsonObject nodeSlo) {
        List<Setting> settings = new ArrayList<>();
        Object spec = nodeSlo.fields().get("spec");
        for (JsonObject entry : nodeSlo.objectOrEmpty("metadata").objects("managedFields")) {
            String manager = entry.string("manager").orElse("");
            if (!manager.equals(MANAGER) && entry.string("subresource").isEmpty()) {
                Object owned = entry.objectOrEmpty("fieldsV1").fields().get(FIELD + "spec");
                owned(LeafPath.ROOT, owned)
                        .forEach(path -> setting(path, spec, manager).ifPresent(settings::add));
            }
        }
        return settings;
    }

    private static Stream<LeafPath> owned(LeafPath path, @Nullable Object fields) {
        if (!(fields instanceof Map<?, ?> map)) {
            return Stream.empty();
        }
        List<String> inner = map.keySet().stream()
                .map(String::valueOf)
                .filter(name -> name.startsWith(FIELD))
                .toList();
        return inner.isEmpty()
                ? Stream.of(path)
                : inner.stream().flatMap(name -> owned(path.then(name.substring(FIELD.length())), map.get(name)));
    }

    private static Optional<Setting> setting(LeafPath path, @Nullable Object spec, String manager) {
        Object at = spec;
        for (String name : path.names()) {
            at = at instanceof Map<?, ?> fields ? fields.get(name) : null;
        }
        if (at == null || at instanceof Map<?, ?>) {
            return Optional.empty();
        }
        Object value = at;
        List<String> names = path.names();
        return Optional.of(Stream.of(SloSection.values())
                .filter(section -> section.field().equals(names.getFirst()))
                .findFirst()
                .map(section -> new Setting(
                        section.key(),
                        new LeafPath(names.subList(1, names.size())),
                        value,
                        new Setting.Source.NodeSlo(manager)))
                .orElseGet(() -> new Setting("NodeSLO", path, value, new Setting.Source.NodeSlo(manager))));
    }
}
