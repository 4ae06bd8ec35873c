package io.sublet.manager.overcommit;

import io.sublet.crds.config.NodeStrategy;
import io.sublet.manager.view.NodeView;
import io.sublet.model.reason.Reason;
import io.sublet.protocol.Annotations;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The two ratios of a node's capacity, and what has to change in its annotations for them.
 *
 * @param changes new texts by key; an empty one removes the annotation
 */
public record CapacityRatios(
        Normalization normalization, Amplification amplification, Map<String, Optional<String>> changes) {
    public CapacityRatios {
        changes = Map.copyOf(changes);
    }

    /**
     * Both are kept up where colocation is on. Where it is off, the protocol takes amplification away and lets normalization be;
     * where that is not known, both stay.
     */
    static CapacityRatios of(NodeSituation situation) {
        NodeView node = situation.node();
        NodeStrategy colocation = situation.strategy();
        RatioStrategies strategies = situation.ratios();
        boolean known = colocation instanceof NodeStrategy.Effective;
        boolean on = colocation instanceof NodeStrategy.Effective effective
                && effective.clusterEnabled()
                && effective.strategy().enabled();
        Normalization normalization =
                Normalization.of(node, on ? strategies.normalization() : Optional.empty(), situation.topology());
        Amplification amplification = known && !on
                ? Amplification.none(node, Reason.of(OvercommitReason.ColocationDisabled))
                : Amplification.of(node, on ? strategies.amplification() : Optional.empty(), normalization.speed());
        return new CapacityRatios(normalization, amplification, changes(normalization, amplification));
    }

    private static Map<String, Optional<String>> changes(Normalization normalization, Amplification amplification) {
        Map<String, Optional<String>> changes = new LinkedHashMap<>();
        normalization
                .annotation()
                .ifPresent(text -> changes.put(Annotations.CPU_NORMALIZATION_RATIO, Optional.of(text)));
        if (amplification instanceof Amplification.Wanted wanted && !wanted.inPlace()) {
            changes.put(Annotations.AMPLIFICATION_RATIOS, wanted.annotation());
        }
        return changes;
    }
}
