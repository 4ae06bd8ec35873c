package io.sublet.webhook.node;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.function.BiFunction;

/**
 * {@code /validate-node}: refuses an annotation or label of the protocol that would be ignored because it cannot be read, and
 * labels by which two items of one key select the node. Only what this update changes is refused. A node that is created is
 * only warned about: it must be able to join.
 */
public final class NodeReviewer implements Reviewer {

    @Override
    public Answer review(Review review, ClusterView cluster) {
        boolean creates = review.isAbout(Operation.CREATE, "", "nodes");
        if (!creates && !review.isAbout(Operation.UPDATE, "", "nodes")) {
            return Answer.unrelated();
        }
        List<Finding> findings = new ArrayList<>();
        findings.addAll(unreadable(
                review,
                "annotations",
                NodeDeclarations.annotationKeys(),
                NodeDeclarations::flawOfAnnotation,
                NodeReason.NodeAnnotationUnreadable));
        findings.addAll(unreadable(
                review,
                "labels",
                NodeDeclarations.labelKeys(),
                NodeDeclarations::flawOfLabel,
                NodeReason.NodeLabelUnreadable));
        findings.addAll(overlaps(review, cluster));
        return Answer.of(
                review, creates ? findings.stream().map(Finding::asWarning).toList() : findings);
    }

    private static List<Finding> unreadable(
            Review review,
            String part,
            Set<String> keys,
            BiFunction<String, String, Optional<String>> flaw,
            NodeReason code) {
        Map<String, String> now = texts(review.object(), part);
        Map<String, String> before = texts(review.oldObject(), part);
        List<Finding> findings = new ArrayList<>();
        for (String key : keys) {
            String text = now.get(key);
            if (text != null && !text.equals(before.get(key))) {
                flaw.apply(key, text)
                        .ifPresent(why -> findings.add(Finding.deny(code, "metadata." + part + "[" + key + "]", why)));
            }
        }
        return findings;
    }

    /** Pairs of items that select the node now, and did not both select it before. */
    private static List<Finding> overlaps(Review review, ClusterView cluster) {
        Map<String, String> now = texts(review.object(), "labels");
        Map<String, String> before = texts(review.oldObject(), "labels");
        List<Finding> findings = new ArrayList<>();
        if (now.equals(before)) {
            return findings;
        }
        cluster.configItems().forEach((key, items) -> {
            List<SelectedItem> matching = matching(items, now);
            boolean hadThem = !review.oldObject().isMissingNode()
                    && matching(items, before).containsAll(matching);
            if (matching.size() > 1 && !hadThem) {
                findings.add(Finding.deny(
                        NodeReason.NodeMatchesTwoItems,
                        "metadata.labels",
                        "with these labels " + labels(matching) + " of " + key
                                + " all select the node, which takes the " + "first only"));
            }
        });
        return findings;
    }

    private static List<SelectedItem> matching(List<SelectedItem> items, Map<String, String> labels) {
        return items.stream()
                .filter(item -> !item.item().isExclusion() && item.nodes().matches(labels))
                .toList();
    }

    private static String labels(List<SelectedItem> items) {
        return String.join(", ", items.stream().map(item -> item.item().label()).toList());
    }

    private static Map<String, String> texts(JsonNode node, String part) {
        Map<String, String> texts = new TreeMap<>();
        node.path("metadata")
                .path(part)
                .properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }
}
