package io.sublet.crds.config;

import io.sublet.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The keys whose strategy is a list of rules with names of their own. The list of a selecting item takes the place of the cluster's.
 *
 * @param list the field that holds the rules
 * @param fields of a rule
 * @param parser of a rule; throws {@link io.sublet.protocol.json.JsonException} for one that cannot be used
 * @param naming the name of a rule, unique in its list
 */
record NamedRules<T>(String list, List<String> fields, Function<JsonObject, T> parser, Function<T, String> naming) {
    private static final FieldNames ENVELOPE = FieldNames.of(SectionConfig.CLUSTER, SectionConfig.ITEMS);

    Layered<List<T>> read(JsonObject raw, Findings findings) {
        JsonObject document = ENVELOPE.canonicalize(raw, findings);
        JsonObject cluster = findings.find(() -> document.object(SectionConfig.CLUSTER))
                .orElse(new JsonObject(Map.of(), SectionConfig.CLUSTER));
        return new Layered<>(
                rules(cluster, findings),
                Layered.readItems(
                        document, SectionConfig.ITEMS, findings, (item, here) -> rules(Layered.content(item), here)));
    }

    private List<T> rules(JsonObject raw, Findings findings) {
        JsonObject strategy = FieldNames.of(list).canonicalize(raw, findings);
        FieldNames known = new FieldNames(fields);
        List<T> rules = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonObject rawRule : findings.attempt(() -> strategy.objects(list)).orElse(List.of())) {
            JsonObject rule = known.canonicalize(rawRule, findings);
            findings.attempt(() -> parser.apply(rule)).ifPresent(parsed -> {
                if (!names.add(naming.apply(parsed))) {
                    findings.reject(rule.pathOf("name") + " must be unique, was " + naming.apply(parsed) + " again");
                }
                rules.add(parsed);
            });
        }
        return rules;
    }
}
