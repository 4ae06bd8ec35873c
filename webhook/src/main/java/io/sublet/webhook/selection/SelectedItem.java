package io.sublet.webhook.selection;

import io.sublet.crds.config.NodeItem;
import io.sublet.model.pod.LabelSelector;
import io.sublet.webhook.profile.LabelQuery;
import io.sublet.webhook.profile.LabelQuery.Condition;
import io.sublet.webhook.profile.LabelQuery.DoesNotExist;
import io.sublet.webhook.profile.LabelQuery.Exists;
import io.sublet.webhook.profile.LabelQuery.In;
import io.sublet.webhook.profile.LabelQuery.NotIn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An item whose selector can be used. */
public record SelectedItem(NodeItem item, LabelQuery nodes) {

    /** Empty for an item without a selector, or with one that cannot be read. */
    public static Optional<SelectedItem> of(NodeItem item) {
        return item.selector().valid().map(selector -> new SelectedItem(item, query(selector)));
    }

    private static LabelQuery query(LabelSelector selector) {
        List<Condition> conditions = new ArrayList<>();
        selector.labels().forEach((key, value) -> conditions.add(new In(key, Set.of(value))));
        selector.expressions().forEach(expression -> conditions.add(condition(expression)));
        return new LabelQuery(conditions);
    }

    private static Condition condition(LabelSelector.Expression expression) {
        return switch (expression.operator()) {
            case IN -> new In(expression.key(), Set.copyOf(expression.values()));
            case NOT_IN -> new NotIn(expression.key(), Set.copyOf(expression.values()));
            case EXISTS -> new Exists(expression.key());
            case DOES_NOT_EXIST -> new DoesNotExist(expression.key());
        };
    }
}
