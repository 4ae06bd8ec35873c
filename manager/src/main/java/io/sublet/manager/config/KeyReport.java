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
 * @param violations why the content cannot be used
 * @param warnings what in it has no effect
 * @param inForce what holds, as JSON trees
 * @param reach for how many nodes each item of {@code inForce} is
 */
public record KeyReport(
        String key,
        KeyStanding standing,
        String content,
        List<String> violations,
        List<String> warnings,
        Optional<Layered<Object>> inForce,
        List<ItemReach> reach) {
    public KeyReport {
        violations = List.copyOf(violations);
        warnings = List.copyOf(warnings);
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
                        nodes.isEmpty() ? Stream.empty() : reach.stream().flatMap(r -> r.warning().stream()))
                .toList();
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
                violations,
                warnings,
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
