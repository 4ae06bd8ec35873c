package io.sublet.manager.config;

import io.sublet.crds.config.FieldSchema;
import io.sublet.crds.config.NodeStrategy;
import io.sublet.crds.config.SloControllerConfig;
import io.sublet.crds.config.SloControllerConfig.Result;
import io.sublet.crds.config.Violation;
import io.sublet.manager.view.NodeView;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration in force. Content that cannot be used leaves the last good one in force; until there has been any, there
 * is none, which is not the same as the defaults.
 *
 * <p>One thread offers, any number read.
 */
public final class LiveConfig {
    private final FieldSchema nodeSloSpec;
    private volatile State state = new State(Optional.empty(), List.of());

    private record State(Optional<SloControllerConfig> inForce, List<Violation> violations) {}

    /** What an offer led to. */
    public enum Change {
        REPLACED,
        UNCHANGED,
        REJECTED
    }

    public LiveConfig(FieldSchema nodeSloSpec) {
        this.nodeSloSpec = nodeSloSpec;
    }

    /** Takes the data of the ConfigMap, or the defaults where there is no ConfigMap. */
    public Change offer(Optional<Map<String, String>> data) {
        Result result = data.map(d -> SloControllerConfig.parse(d, nodeSloSpec))
                .orElseGet(() -> new Result.Accepted(SloControllerConfig.DEFAULT));
        State before = state;
        return switch (result) {
            case Result.Accepted(SloControllerConfig config) -> {
                state = new State(Optional.of(config), List.of());
                yield before.inForce.filter(config::equals).isPresent() ? Change.UNCHANGED : Change.REPLACED;
            }
            case Result.Rejected(List<Violation> violations) -> {
                state = new State(before.inForce, violations);
                yield Change.REJECTED;
            }
        };
    }

    public Optional<SloControllerConfig> inForce() {
        return state.inForce;
    }

    /** What is wrong with the ConfigMap as it is now; empty if it is in force. */
    public List<Violation> violations() {
        return state.violations;
    }

    public NodeStrategy strategyOf(NodeView node) {
        return state.inForce
                .map(config -> config.colocation().of(node.facts()))
                .orElseGet(NodeStrategy.Unavailable::new);
    }
}
