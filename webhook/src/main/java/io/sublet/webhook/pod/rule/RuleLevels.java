package io.sublet.webhook.pod.rule;

import io.sublet.webhook.pod.rule.PodRule.Level;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What each rule does.
 *
 * @param byRule every rule
 */
public record RuleLevels(Map<PodRule, Level> byRule) {
    /** As the rules are unless they are set otherwise. */
    public static final RuleLevels NORMAL = of(Map.of());

    public RuleLevels {
        EnumMap<PodRule, Level> all = new EnumMap<>(PodRule.class);
        for (PodRule rule : PodRule.values()) {
            all.put(rule, byRule.getOrDefault(rule, rule.normally()));
        }
        byRule = Collections.unmodifiableMap(all);
    }

    /** The normal levels but for these. */
    public static RuleLevels of(Map<PodRule, Level> changed) {
        return new RuleLevels(changed);
    }

    /**
     * From lists of rules by their names in settings.
     *
     * @throws IllegalArgumentException for an unknown name, or one that is in two lists
     */
    public static RuleLevels of(Collection<String> deny, Collection<String> warn, Collection<String> off) {
        Map<PodRule, Level> changed = new EnumMap<>(PodRule.class);
        put(changed, deny, Level.DENY);
        put(changed, warn, Level.WARN);
        put(changed, off, Level.OFF);
        return of(changed);
    }

    private static void put(Map<PodRule, Level> changed, Collection<String> names, Level level) {
        for (String name : names) {
            PodRule rule = Arrays.stream(PodRule.values())
                    .filter(known -> known.setting().equals(name.strip()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "'" + name.strip() + "' is no rule about pods; there are " + String.join(", ", names())));
            if (changed.put(rule, level) != null) {
                throw new IllegalArgumentException("the rule '" + rule.setting() + "' is set twice");
            }
        }
    }

    private static List<String> names() {
        return Arrays.stream(PodRule.values()).map(PodRule::setting).collect(Collectors.toList());
    }

    Level of(PodRule rule) {
        return byRule.getOrDefault(rule, rule.normally());
    }
}
