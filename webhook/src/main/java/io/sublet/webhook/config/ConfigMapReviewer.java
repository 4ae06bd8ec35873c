package io.sublet.webhook.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.sublet.crds.config.FieldSchema;
import io.sublet.crds.config.NodeItem;
import io.sublet.crds.config.SloControllerConfig;
import io.sublet.crds.config.Violation;
import io.sublet.protocol.Parsed;
import io.sublet.webhook.review.Answer;
import io.sublet.webhook.review.ClusterView;
import io.sublet.webhook.review.Finding;
import io.sublet.webhook.review.Review;
import io.sublet.webhook.review.Review.Operation;
import io.sublet.webhook.review.Reviewer;
import io.sublet.webhook.selection.SelectedItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * {@code /validate-configmap}: refuses a change of the ConfigMap {@code slo-controller-config} that the manager would not
 * take, by the manager's own code, and items that are for the same nodes. Only keys whose text changes are refused for: what
 * was there before is said in a warning and blocks nothing.
 */
public final class ConfigMapReviewer implements Reviewer {
    /** Of all data together, as the API server has it; a larger one comes from somebody else. */
    private static final int LARGEST = 1 << 20;

    private final String namespace;
    private final String name;
    private final boolean namesRequired;
    private final FieldSchema spec;

    /**
     * @param namespace of the ConfigMap
     * @param name of the ConfigMap
     * @param namesRequired whether items need names, each another one
     * @param spec schema of NodeSLO's spec
     */
    public ConfigMapReviewer(String namespace, String name, boolean namesRequired, FieldSchema spec) {
        this.namespace = namespace;
        this.name = name;
        this.namesRequired = namesRequired;
        this.spec = spec;
    }

    @Override
    public Answer review(Review review, ClusterView cluster) {
        Review.Target target = review.target();
        if (!target.is("", "configmaps")
                || !target.namespace().equals(namespace)
                || !target.name().equals(name)) {
            return Answer.unrelated();
        }
        return switch (review.operation()) {
            case CREATE, UPDATE -> Answer.of(review, findings(review, cluster));
            case DELETE ->
                Answer.of(
                        review,
                        List.of(Finding.warn(
                                ConfigReason.ConfigDeleted,
                                "",
                                "without this ConfigMap colocation is off in the whole cluster")));
            default -> Answer.unrelated();
        };
    }

    private List<Finding> findings(Review review, ClusterView cluster) {
        Map<String, String> now = data(review.object());
        Map<String, String> before = review.operation() == Operation.UPDATE ? data(review.oldObject()) : Map.of();
        Set<String> changed = new TreeSet<>();
        now.forEach((key, text) -> {
            if (!text.equals(before.getOrDefault(key, ""))) {
                changed.add(key);
            }
        });
        List<Finding> findings = new ArrayList<>();
        if (changed.isEmpty()) {
            return findings;
        }
        long size = now.values().stream().mapToLong(String::length).sum();
        if (size > LARGEST) {
            findings.add(Finding.deny(
                    ConfigReason.ConfigInvalid,
                    "data",
                    "has " + size + " characters; an API server stores at most " + LARGEST + " bytes"));
            return findings;
        }
        SloControllerConfig config = SloControllerConfig.parse(now, spec);
        for (Violation violation : config.violations()) {
            findings.add(finding(violation, changed.contains(violation.key())));
        }
        for (String key : changed) {
            List<Finding> items = Parsed.attempt(() -> NodeItem.readAll(now.getOrDefault(key, "")))
                    .valid()
                    .map(list -> items(field(key), list, cluster))
                    .orElse(List.of());
            findings.addAll(items);
            boolean itemsAreFine = items.stream().noneMatch(Finding::denies);
            config.warnings().stream()
                    .filter(warning -> warning.key().equals(key))
                    .filter(warning -> itemsAreFine || warning.item().isEmpty())
                    .forEach(warning ->
                            findings.add(Finding.warn(ConfigReason.ConfigQuestionable, field(key), text(warning))));
        }
        return findings;
    }

    private static Finding finding(Violation violation, boolean isNew) {
        String field = field(violation.key());
        return isNew
                ? Finding.deny(ConfigReason.ConfigInvalid, field, text(violation))
                : Finding.warn(
                        ConfigReason.ConfigStillInvalid,
                        field,
                        text(violation) + " (this key was not changed and is not in force)");
    }

    /** Without the key, which is the field. */
    private static String text(Violation violation) {
        return violation.toString().substring(violation.key().length() + 2);
    }

    private List<Finding> items(String field, List<NodeItem> items, ClusterView cluster) {
        List<Finding> findings = new ArrayList<>();
        Set<String> names = new TreeSet<>();
        List<SelectedItem> selected = new ArrayList<>();
        for (NodeItem item : items) {
            selector(field, item).ifPresent(findings::add);
            named(field, item, names).ifPresent(findings::add);
            SelectedItem.of(item).ifPresent(selected::add);
        }
        if (selected.size() < 2) {
            return findings;
        }
        Optional<Map<String, Map<String, String>>> nodes = cluster.nodeLabels();
        if (nodes.isEmpty()) {
            findings.add(Finding.warn(
                    ConfigReason.NodesUnknown, field, "whether items select the same nodes is not known yet"));
        }
        findings.addAll(ItemOverlap.find(field, selected, nodes.orElse(Map.of())));
        return findings;
    }

    private static Optional<Finding> selector(String field, NodeItem item) {
        String path = item.path() + ".nodeSelector";
        return switch (item.selector()) {
            case Parsed.Absent<?> absent ->
                Optional.of(Finding.deny(
                        ConfigReason.ItemWithoutNodes, field, path + " is missing, so the item is for no node"));
            case Parsed.Invalid<?>(String why) ->
                Optional.of(Finding.deny(ConfigReason.ItemSelectorInvalid, field, path + " cannot be read: " + why));
            case Parsed.Valid<?> valid ->
                SelectedItem.of(item)
                                .filter(selected -> selected.nodes().isEverything())
                                .isPresent()
                        ? Optional.of(Finding.deny(
                                ConfigReason.ItemForEveryNode,
                                field,
                                path + " is empty and selects every node, which the part for the cluster is for"))
                        : Optional.empty();
        };
    }

    /** Where names are not required, the parser warns of two that are the same. */
    private Optional<Finding> named(String field, NodeItem item, Set<String> names) {
        if (!namesRequired) {
            return Optional.empty();
        }
        if (item.name().isEmpty()) {
            return Optional.of(
                    Finding.deny(ConfigReason.ItemNameMissing, field, item.path() + ".name must not be empty"));
        }
        return names.add(item.name())
                ? Optional.empty()
                : Optional.of(Finding.deny(
                        ConfigReason.ItemNameTwice,
                        field,
                        item.path() + ".name '" + item.name() + "' is the name of an earlier item"));
    }

    private static String field(String key) {
        return "data." + key;
    }

    private static Map<String, String> data(JsonNode configMap) {
        Map<String, String> data = new TreeMap<>();
        configMap
                .path("data")
                .properties()
                .forEach(entry -> data.put(entry.getKey(), entry.getValue().asText()));
        return data;
    }
}
