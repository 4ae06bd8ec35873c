package io.sublet.cli.render;

import io.sublet.cli.config.ConfigCheck;
import io.sublet.cli.config.ConfigDiff.Change;
import io.sublet.cli.config.EffectiveConfig;
import io.sublet.cli.config.Setting;
import io.sublet.cli.fleet.Feature;
import io.sublet.cli.render.Style.Tone;
import io.sublet.cli.render.Table.Cell;
import io.sublet.protocol.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is said of the configuration. */
public final class ConfigViews {
    private static final int NAMES_SHOWN = 3;

    private ConfigViews() {}

    private static String value(Object value) {
        return value instanceof String text ? text : Json.write(value);
    }

    private static String value(Optional<Object> value) {
        return value.map(ConfigViews::value).orElse(Amounts.NONE);
    }

    /**
     * All values of one node with what set them.
     *
     * @param limits what the node cannot do of what is asked
     * @param all whether defaults are shown to people too
     */
    public record Effective(String node, EffectiveConfig config, List<Feature> limits, boolean all) implements View {
        @Override
        public String text(Style style) {
            StringBuilder page = new StringBuilder();
            Table table = new Table("KEY", "FIELD", "VALUE", "SET BY");
            config.settings().stream()
                    .filter(setting -> all || !(setting.source() instanceof Setting.Source.Default))
                    .forEach(setting -> table.row(List.of(
                            Cell.of(setting.key()),
                            Cell.of(setting.path().toString()),
                            Cell.of(value(setting.value())),
                            new Cell(setting.source().text(), setting.source().isOverride() ? Tone.BOLD : Tone.NONE))));
            page.append(table.text(style));
            config.problems()
                    .forEach(problem -> page.append(style.mark("not used: ", Tone.BAD))
                            .append(problem)
                            .append('\n'));
            limits.forEach(feature -> page.append(style.mark("not done here: ", Tone.WARN))
                    .append(feature.name())
                    .append(" is ")
                    .append(feature.state())
                    .append(": ")
                    .append(feature.reason())
                    .append('\n'));
            return page.toString();
        }

        @Override
        public Object tree() {
            Map<String, @Nullable Object> tree = Trees.object();
            tree.put("node", node);
            tree.put(
                    "settings",
                    config.settings().stream()
                            .map(setting -> Map.of(
                                    "key", setting.key(),
                                    "field", setting.path().toString(),
                                    "value", setting.value(),
                                    "setBy", setting.source().text()))
                            .toList());
            tree.put("problems", config.problems());
            tree.put("notDoneHere", limits.stream().map(Feature::tree).toList());
            return tree;
        }
    }

    /** What would change, and for how many nodes. */
    public record Diff(List<Change> changes, int nodes) implements View {
        @Override
        public String text(Style style) {
            if (changes.isEmpty()) {
                return "no difference for any node\n";
            }
            Table table = new Table("KEY", "FIELD", "BEFORE", "AFTER", "NODES");
            changes.forEach(change -> table.row(List.of(
                    Cell.of(change.key()),
                    Cell.of(change.path().toString()),
                    new Cell(value(change.before()), Tone.BAD),
                    new Cell(value(change.after()), Tone.GOOD),
                    Cell.of(nodes(change)))));
            return table.text(style);
        }

        private String nodes(Change change) {
            List<String> names = change.nodes();
            if (nodes == 0) {
                return "any that no item selects";
            }
            return names.size() == nodes
                    ? "all " + nodes
                    : names.size() + " of " + nodes + ": "
                            + String.join(", ", names.subList(0, Math.min(NAMES_SHOWN, names.size())))
                            + (names.size() > NAMES_SHOWN ? ", …" : "");
        }

        @Override
        public Object tree() {
            return changes.stream()
                    .map(change -> {
                        Map<String, @Nullable Object> tree = Trees.object();
                        tree.put("key", change.key());
                        tree.put("field", change.path().toString());
                        tree.put("before", Trees.orNull(change.before()));
                        tree.put("after", Trees.orNull(change.after()));
                        tree.put("nodes", change.nodes());
                        return tree;
                    })
                    .toList();
        }
    }

    /** What is wrong with it. */
    public record Check(ConfigCheck check, String what) implements View {
        @Override
        public String text(Style style) {
            StringBuilder page = new StringBuilder();
            check.violations()
                    .forEach(line -> page.append(style.mark("refused  ", Tone.BAD))
                            .append(line)
                            .append('\n'));
            check.warnings()
                    .forEach(line -> page.append(style.mark("warning  ", Tone.WARN))
                            .append(line)
                            .append('\n'));
            check.notes().forEach(line -> page.append("note     ").append(line).append('\n'));
            return page + what + (check.isUsable() ? " can be used" : " cannot be used") + "\n";
        }

        @Override
        public Object tree() {
            Map<String, @Nullable Object> tree = Trees.object();
            tree.put("usable", check.isUsable());
            tree.put("violations", check.violations());
            tree.put("warnings", check.warnings());
            tree.put("notes", check.notes());
            return tree;
        }
    }
}
