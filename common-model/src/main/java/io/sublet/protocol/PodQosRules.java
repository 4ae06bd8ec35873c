package io.sublet.protocol;

import io.sublet.model.slo.AvoidanceAction;
import io.sublet.model.slo.PodQosRule;
import io.sublet.model.unit.Percent;
import io.sublet.protocol.json.JsonObject;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules made of PodQoS objects; but for the name and for namespaces chosen by label they have the form of an object's spec. */
public final class PodQosRules {
    private static final String ACTIONS = "allowedActions";

    private PodQosRules() {}

    /**
     * Reads one rule.
     *
     * @throws io.sublet.protocol.json.JsonException if it cannot be used
     */
    public static PodQosRule parse(JsonObject rule) {
        JsonObject cpu = rule.objectOrEmpty("cpu");
        JsonObject memory = rule.objectOrEmpty("memory");
        return new PodQosRule(
                Fields.text(rule, "name"),
                PodSelectors.parse(rule.objectOrEmpty("selector")),
                rule.fields().get(ACTIONS) == null ? Optional.empty() : Optional.of(actions(rule.strings(ACTIONS))),
                Fields.integer(rule, "evictionOrder", Integer.MIN_VALUE, Integer.MAX_VALUE)
                        .orElse(0L)
                        .intValue(),
                new PodQosRule.Cpu(
                        Fields.integer(cpu, "weight", 1, 10_000)
                                .map(weight -> OptionalInt.of(weight.intValue()))
                                .orElse(OptionalInt.empty()),
                        cpu.bool("idle"),
                        Fields.percent(cpu, "burstPercent", 0, 10_000)),
                new PodQosRule.Memory(
                        Fields.percent(memory, "minPercent", 0, 100),
                        Fields.percent(memory, "lowPercent", 0, 100),
                        Fields.percent(memory, "highPercent", 0, 100),
                        memory.bool("oomGroup")));
    }

    /** An action that is not known permits nothing. */
    private static Set<AvoidanceAction> actions(List<String> texts) {
        Set<AvoidanceAction> actions = EnumSet.noneOf(AvoidanceAction.class);
        texts.forEach(text -> AvoidanceAction.parse(text).ifPresent(actions::add));
        return actions;
    }

    static Map<String, @Nullable Object> render(PodQosRule rule) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("name", rule.name());
        tree.put("selector", PodSelectors.render(rule.pods()));
        rule.allowedActions()
                .ifPresent(actions -> tree.put(
                        ACTIONS,
                        actions.stream().sorted().map(AvoidanceAction::wireName).toList()));
        if (rule.evictionOrder() != 0) {
            tree.put("evictionOrder", (long) rule.evictionOrder());
        }
        Map<String, @Nullable Object> cpu = new LinkedHashMap<>();
        rule.cpu().weight().ifPresent(weight -> cpu.put("weight", (long) weight));
        rule.cpu().idle().ifPresent(idle -> cpu.put("idle", idle));
        put(cpu, "burstPercent", rule.cpu().burst());
        Map<String, @Nullable Object> memory = new LinkedHashMap<>();
        put(memory, "minPercent", rule.memory().min());
        put(memory, "lowPercent", rule.memory().low());
        put(memory, "highPercent", rule.memory().high());
        rule.memory().oomGroup().ifPresent(group -> memory.put("oomGroup", group));
        if (!cpu.isEmpty()) {
            tree.put("cpu", cpu);
        }
        if (!memory.isEmpty()) {
            tree.put("memory", memory);
        }
        return tree;
    }

    private static void put(Map<String, @Nullable Object> tree, String field, Optional<Percent> percent) {
        percent.ifPresent(value -> tree.put(field, value.value()));
    }
}
