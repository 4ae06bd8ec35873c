package io.sublet.manager.config;

import io.sublet.crds.config.ConfigKey;
import io.sublet.manager.reconcile.Concern;
import io.sublet.manager.reconcile.Outcome;
import io.sublet.manager.reconcile.Pass;
import io.sublet.manager.reconcile.Reconciler;
import io.sublet.manager.reconcile.WarningSink;
import io.sublet.manager.telemetry.ManagerMetrics;
import io.sublet.manager.view.ClusterView;
import io.sublet.manager.view.NodeView;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Says in the cluster what became of the ConfigMap: a status object that is written when it changes, and a warning on the
 * ConfigMap for each content that cannot be used.
 */
public final class ConfigStatusReconciler implements Reconciler {
    /** Which items select a node changes with the nodes, slowly and not worth a pass for each of them. */
    private static final Duration NODES_LOOKED_AT = Duration.ofMinutes(5);

    private final LiveConfig config;
    private final ClusterView view;
    private final ConfigStatusStore store;
    private final Audience audience;
    private final Clock clock;

    /** Who is told. */
    public record Audience(WarningSink warnings, WarningSink.Subject configMap, ManagerMetrics metrics) {}

    public ConfigStatusReconciler(
            LiveConfig config, ClusterView view, ConfigStatusStore store, Audience audience, Clock clock) {
        this.config = config;
        this.view = view;
        this.store = store;
        this.audience = audience;
        this.clock = clock;
    }

    @Override
    public Pass reconcile(String name) {
        // Read anew each time, so that an object that somebody changed or removed is put right.
        return switch (store.read()) {
            case Reading.Value<String>(String text) -> reconcile(ConfigStatus.parse(text));
            case Reading.Missing<String>(String cause) -> new Pass.Retry(cause);
        };
    }

    private Pass reconcile(Optional<ConfigStatus> standing) {
        Instant now = clock.instant();
        List<Map<String, String>> labels =
                view.nodes().stream().map(NodeView::labels).toList();
        ConfigStatus status = ConfigStatus.of(KeyReport.of(config, labels), standing, now);
        Optional<Instant> nextCheck = Optional.of(now.plus(NODES_LOOKED_AT));
        if (standing.filter(status::equals).isPresent()) {
            audience.metrics.hold(Concern.CONFIG, ConfigReason.StatusInPlace);
            return Pass.unchanged(nextCheck);
        }
        Outcome outcome = store.write(status.render());
        audience.metrics.write(Concern.CONFIG, outcome);
        if (outcome instanceof Outcome.Applied) {
            warn(status.newlyRefused(standing));
        }
        return Pass.after(outcome, nextCheck);
    }

    /** The extender, whose rules they are, warns of {@link ConfigKey#LOAD_AWARE} itself. */
    private void warn(List<ConfigStatus.Condition> all) {
        List<ConfigStatus.Condition> refused = all.stream()
                .filter(condition -> !condition.key().equals(ConfigKey.LOAD_AWARE.name()))
                .toList();
        if (!refused.isEmpty()) {
            audience.warnings.warn(
                    audience.configMap,
                    Reason.of(ConfigReason.ConfigRejected)
                            .with(
                                    "faults",
                                    refused.stream()
                                            .map(condition -> condition.key() + ": " + condition.message())
                                            .collect(Collectors.joining("; "))));
        }
    }
}
