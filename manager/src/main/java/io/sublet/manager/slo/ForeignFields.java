package io.sublet.manager.slo;

import io.sublet.manager.reconcile.WarningSink;
import io.sublet.manager.reconcile.WarningSink.Subject;
import io.sublet.manager.telemetry.ManagerMetrics;
import io.sublet.model.reason.Reason;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Says where somebody else's values hold: a warning on the NodeSLO when it begins, and a gauge as long as it lasts. */
public final class ForeignFields {
    private final WarningSink warnings;
    private final ManagerMetrics metrics;
    private final Map<String, Set<String>> byNode = new ConcurrentHashMap<>();

    public ForeignFields(WarningSink warnings, ManagerMetrics metrics) {
        this.warnings = warnings;
        this.metrics = metrics;
    }

    void show(String node, SloPlan plan) {
        Set<String> now = plan.foreign().keySet();
        Set<String> before = now.isEmpty() ? remove(node) : replace(node, now);
        before.stream().filter(field -> !now.contains(field)).forEach(field -> metrics.foreignField(field, -1));
        now.stream().filter(field -> !before.contains(field)).forEach(field -> metrics.foreignField(field, 1));
        if (!before.containsAll(now)) {
            warn(node, Reason.of(SloReason.FieldOwnedByOther).with("fields", plan.foreignText()));
        }
    }

    void warn(String node, Reason reason) {
        warnings.warn(new Subject("slo.koordinator.sh/v1alpha1", "NodeSLO", "", node), reason);
    }

    void forget(String node) {
        remove(node).forEach(field -> metrics.foreignField(field, -1));
    }

    private Set<String> remove(String node) {
        Set<String> before = byNode.remove(node);
        return before == null ? Set.of() : before;
    }

    private Set<String> replace(String node, Set<String> now) {
        Set<String> before = byNode.put(node, Set.copyOf(now));
        return before == null ? Set.of() : before;
    }
}
