package io.sublet.manager.overcommit;

import io.sublet.crds.config.AmplificationStrategy;
import io.sublet.manager.view.NodeView;
import io.sublet.model.reason.Reason;
import io.sublet.model.unit.Ratio;
import io.sublet.protocol.AmplificationRatios;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.ResourceNames;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** By how much a node's CPU and memory are to be shown larger than they are. A node webhook acts on it, not the manager. */
public sealed interface Amplification {
    Reason reason();

    /** The annotation is to have this text, or to be absent. */
    record Wanted(Optional<String> annotation, boolean inPlace, Reason reason) implements Amplification {}

    /** It cannot be said now, so the annotation stays: taking it away would shrink the node under its pods. */
    record Left(Reason reason) implements Amplification {}

    /** The configured ratios, that of CPU times the speed of the node's CPUs. */
    static Amplification of(NodeView node, Optional<AmplificationStrategy> strategy, Ratio speed) {
        if (strategy.isEmpty()) {
            return new Left(Reason.of(OvercommitReason.ConfigUnavailable));
        }
        Map<String, BigDecimal> ratios =
                new HashMap<>(strategy.get().enabled() ? strategy.get().ratios() : Map.of());
        BigDecimal cpu = ratios.getOrDefault(ResourceNames.CPU, BigDecimal.ONE).multiply(speed.factor());
        if (cpu.compareTo(BigDecimal.ONE) > 0) {
            ratios.put(ResourceNames.CPU, cpu);
        }
        return ratios.isEmpty()
                ? none(node, Reason.of(OvercommitReason.NotAmplified))
                : wanted(node, new AmplificationRatios(ratios).render());
    }

    /** Takes the annotation away. */
    static Amplification none(NodeView node, Reason reason) {
        return new Wanted(Optional.empty(), shown(node) == null, reason);
    }

    private static Amplification wanted(NodeView node, String text) {
        return new Wanted(
                Optional.of(text),
                text.equals(shown(node)),
                Reason.of(OvercommitReason.Amplified).with("ratios", text));
    }

    private static @Nullable String shown(NodeView node) {
        return node.annotations().get(Annotations.AMPLIFICATION_RATIOS);
    }
}
