package io.sublet.protocol;

import io.sublet.model.pod.PriorityClass;
import io.sublet.model.slo.Dscp;
import io.sublet.model.slo.DscpRule;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Marks of packets by tier, in the ConfigMap and in NodeSLO alike. */
public final class DscpRules {
    private static final List<PriorityClass> TIERS =
            List.of(PriorityClass.PROD, PriorityClass.MID, PriorityClass.BATCH, PriorityClass.FREE);

    /** All fields. */
    public static final List<String> FIELDS =
            TIERS.stream().map(DscpRules::field).toList();

    private DscpRules() {}

    private static String field(PriorityClass tier) {
        return tier.wireName().substring("koord-".length());
    }

    /**
     * Reads them: a number, or a name. An empty text says nothing, so that an item can take away what the cluster's part says.
     *
     * @throws JsonException if they cannot be used
     */
    public static DscpRule parse(JsonObject rule) {
        Map<PriorityClass, Dscp> byTier = new EnumMap<>(PriorityClass.class);
        TIERS.forEach(tier -> value(rule, field(tier)).ifPresent(dscp -> byTier.put(tier, dscp)));
        return new DscpRule(byTier);
    }

    private static Optional<Dscp> value(JsonObject rule, String field) {
        if (!(rule.fields().get(field) instanceof String name)) {
            return Fields.integer(rule, field, 0, Dscp.MAX).map(value -> new Dscp(Math.toIntExact(value)));
        }
        if (name.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Dscp.ofName(name)
                .orElseThrow(() -> new JsonException(rule.pathOf(field) + " must be in 0.." + Dscp.MAX
                        + " or a name such as EF, AF11 or CS1, was " + name)));
    }

    public static Map<String, @Nullable Object> render(DscpRule rule) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        TIERS.forEach(tier -> rule.of(tier).ifPresent(dscp -> tree.put(field(tier), (long) dscp.value())));
        return tree;
    }
}
