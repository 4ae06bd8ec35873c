package io.sublet.manager.overcommit;

import io.sublet.crds.config.NormalizationStrategy;
import io.sublet.manager.view.NodeView;
import io.sublet.manager.view.TopologyView;
import io.sublet.model.reason.Reason;
import io.sublet.model.unit.Ratio;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.CpuBasicInfo;
import io.sublet.protocol.CpuNormalizationRatio;
import io.sublet.protocol.Labels;
import io.sublet.protocol.Parsed;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How fast a node's CPUs are, compared with the slowest of the cluster. */
public sealed interface Normalization {
    /** Differences up to this, in hundredths, are not written. */
    long CLOSE = 1;

    /** Faster is not believed. */
    Ratio FASTEST = new Ratio(500);

    Set<String> TRUE_WORDS = Set.of("1", "t", "T", "true", "TRUE", "True");
    Set<String> FALSE_WORDS = Set.of("0", "f", "F", "false", "FALSE", "False");

    /** By which batch-cpu is multiplied; one or more. */
    Ratio speed();

    Reason reason();

    /** The annotation's text if it has to be written. */
    Optional<String> annotation();

    /** The configuration says it. */
    record Decided(Ratio speed, Optional<String> annotation, Reason reason) implements Normalization {}

    /** It cannot be said now, so what the node shows stays in force: its agent and the scheduler go by it. */
    record Left(Ratio speed, Reason reason) implements Normalization {
        @Override
        public Optional<String> annotation() {
            return Optional.empty();
        }
    }

    static Normalization of(NodeView node, Optional<NormalizationStrategy> strategy, Optional<TopologyView> topology) {
        if (strategy.isEmpty()) {
            return left(node, Reason.of(OvercommitReason.ConfigUnavailable));
        }
        @Nullable String label = node.labels().get(Labels.CPU_NORMALIZATION_ENABLED);
        if (label != null && !TRUE_WORDS.contains(label) && !FALSE_WORDS.contains(label)) {
            return left(
                    node,
                    Reason.of(OvercommitReason.InvalidNormalizationLabel)
                            .with("label", Labels.CPU_NORMALIZATION_ENABLED)
                            .with("value", label));
        }
        boolean enabled = label == null ? strategy.get().enabled() : TRUE_WORDS.contains(label);
        if (!enabled) {
            return decided(node, Ratio.ONE, Reason.of(OvercommitReason.NormalizationOff));
        }
        return switch (topology.map(TopologyView::cpu).orElseGet(Parsed.Absent::new)) {
            case Parsed.Absent<CpuBasicInfo>() -> left(node, Reason.of(OvercommitReason.MissingCpuInfo));
            case Parsed.Invalid<CpuBasicInfo>(String why) ->
                left(node, Reason.of(OvercommitReason.MissingCpuInfo).with("cause", why));
            case Parsed.Valid<CpuBasicInfo>(CpuBasicInfo cpu) -> byModel(node, strategy.get(), cpu);
        };
    }

    private static Normalization byModel(NodeView node, NormalizationStrategy strategy, CpuBasicInfo cpu) {
        Optional<BigDecimal> ratio = strategy.ratio(cpu.cpuModel(), cpu.hyperThreadEnabled(), cpu.turboEnabled());
        return ratio.map(Ratio::of)
                .map(speed -> decided(
                        node,
                        speed,
                        Reason.of(OvercommitReason.NormalizedByModel).with("cpuModel", cpu.cpuModel())))
                .orElseGet(() ->
                        left(node, Reason.of(OvercommitReason.UnknownCpuModel).with("cpuModel", cpu.cpuModel())));
    }

    private static Normalization decided(NodeView node, Ratio speed, Reason reason) {
        Parsed<Ratio> shown = shown(node);
        boolean inPlace = switch (shown) {
            // A node without the annotation counts as one everywhere.
            case Parsed.Absent<Ratio>() -> speed.equals(Ratio.ONE);
            case Parsed.Invalid<Ratio> invalid -> false;
            case Parsed.Valid<Ratio>(Ratio there) -> Math.abs(there.hundredths() - speed.hundredths()) <= CLOSE;
        };
        return new Decided(
                speed,
                inPlace ? Optional.empty() : Optional.of(CpuNormalizationRatio.render(speed)),
                reason.with("ratio", speed));
    }

    private static Normalization left(NodeView node, Reason reason) {
        Ratio shown = shown(node)
                .valid()
                .filter(ratio -> ratio.compareTo(Ratio.ONE) >= 0 && ratio.compareTo(FASTEST) <= 0)
                .orElse(Ratio.ONE);
        return new Left(shown, reason.with("ratio", shown));
    }

    private static Parsed<Ratio> shown(NodeView node) {
        return CpuNormalizationRatio.parse(node.annotations().get(Annotations.CPU_NORMALIZATION_RATIO));
    }
}
