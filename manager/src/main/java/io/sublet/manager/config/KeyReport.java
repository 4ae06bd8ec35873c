package io.sublet.manager.config;

import io.sublet.crds.config.ConfigKey;
import io.sublet.crds.config.Layered;
import io.sublet.crds.config.Violation;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is to be said about one key.
 *
 * @param content digest of the key's text; empty where there is none
 * @param remarks about the content, and about what is in force
 * @param inForce what holds, as JSON trees
 * @param reach for how many nodes each item of {@code inForce} is
 */
public record KeyReport(
        String key,
        KeyStanding standing,
        String content,
        Remarks remarks,
        Optional<Layered<Object>> inForce,
        List<ItemReach> reach) {
    /**
     * What a person should read.
     *
     * @param violations why the content cannot be used
     * @param warnings what in it has no effect
     * @param notes what has no effect as long as the nodes are what they are
     */
    public record Remarks(List<String> violations, List<String> warnings, List<String> notes) {
        public Remarks {
            violations = List.copyOf(violations);
            warnings = List.copyOf(warnings);
            notes = List.copyOf(notes);
        }

        /** All of them, the gravest first. */
        public Stream<String> all() {
            return Stream.of(violations, warnings, notes).flatMap(List::stream);
        }
    }

    public KeyReport {
        reach = List.copyOf(reach);
    }

    /** One report for each key; none until a content has been read. */
    public static List<KeyReport> of(LiveConfig config, Collection<Map<String, String>> nodes) {
        LiveConfig.State state = config.state();
        return state.latest().isEmpty()
                ? List.of()
                : ConfigKey.all().stream().map(key -> of(key, state, nodes)).toList();
    }

    private static <T> KeyReport of(ConfigKey<T> key, LiveConfig.State state, Collection<Map<String, String>> nodes) {
        List<String> violations = about(key, state.latest().stream().flatMap(c -> c.violations().stream()));
        Optional<Layered<Object>> inForce = state.inForce().get(key).map(key::documents);
        List<ItemReach> reach =
                inForce.map(layers -> ItemReach.of(layers, nodes)).orElse(List.of());
        List<String> warnings = Stream.concat(
                        about(key, state.latest().stream().flatMap(c -> c.warnings().stream())).stream(),
                        reach.stream().flatMap(item -> item.warning().stream()))
                .toList();
        Stream<String> notes = nodes.isEmpty() ? Stream.empty() : reach.stream().flatMap(item -> item.note().stream());
        KeyStanding standing;
        if (violations.isEmpty()) {
            standing = warnings.isEmpty() ? KeyStanding.IN_FORCE : KeyStanding.IN_FORCE_WITH_WARNINGS;
        } else {
            standing = inForce.isPresent() ? KeyStanding.LAST_GOOD_IN_FORCE : KeyStanding.NOTHING_IN_FORCE;
        }
        return new KeyReport(
                key.name(),
                standing,
                state.digests().getOrDefault(key.name(), ""),
                new Remarks(violations, warnings, notes.toList()),
                inForce,
                reach);
    }

    private static List<String> about(ConfigKey<?> key, Stream<Violation> violations) {
        return violations
                .filter(violation -> violation.key().equals(key.name()))
                .map(Violation::what)
                .toList();
    }
}
