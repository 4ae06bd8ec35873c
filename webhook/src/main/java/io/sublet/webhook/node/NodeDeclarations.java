package io.sublet.webhook.node;

import io.sublet.crds.config.ColocationConfig;
import io.sublet.crds.config.NodeFacts;
import io.sublet.crds.config.NodeStrategy;
import io.sublet.model.unit.CpuSet;
import io.sublet.protocol.AmplificationRatios;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Labels;
import io.sublet.protocol.NodeReservation;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.Quantities;
import io.sublet.protocol.UsageThresholds;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The annotations and labels by which an administrator tells the programs about a node, and what each may say. */
final class NodeDeclarations {

    /** Throws {@link JsonException} for a text that would not be understood. */
    private interface Check extends Consumer<String> {}

    private static final Set<String> BOOLEANS =
            Set.of("1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False");

    private static final List<String> RATIO_LABELS = List.of(
            "node.koordinator.sh/cpu-reclaim-ratio",
            "node.koordinator.sh/memory-reclaim-ratio",
            "node.koordinator.sh/mid-static-cpu-reserved-ratio",
            "node.koordinator.sh/mid-static-memory-reserved-ratio");

    private static final Map<String, Check> ANNOTATIONS = annotations();
    private static final Map<String, Check> LABELS = labels();

    private NodeDeclarations() {}

    private static Map<String, Check> annotations() {
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put(Annotations.NODE_RESERVATION, NodeDeclarations::reservation);
        checks.put(
                Annotations.COLOCATION_STRATEGY,
                text -> strategy(new NodeFacts("", Map.of(), Map.of(Annotations.COLOCATION_STRATEGY, text))));
        checks.put(Annotations.USAGE_THRESHOLDS, text -> must(UsageThresholds.parse(text)));
        checks.put(Annotations.AMPLIFICATION_RATIOS, NodeDeclarations::amplification);
        checks.put("node.koordinator.sh/network-bandwidth", text -> notNegative(Quantities.parse(text)));
        checks.put("node.koordinator.sh/system-qos-resource", NodeDeclarations::systemQos);
        checks.put("node.koordinator.sh/cpu-normalization-ratio", NodeDeclarations::normalization);
        return checks;
    }

    private static Map<String, Check> labels() {
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put("node.koordinator.sh/cpu-normalization-enabled", text -> oneOf(text, BOOLEANS, "true or false"));
        RATIO_LABELS.forEach(label ->
                checks.put(label, text -> strategy(new NodeFacts("", Map.of(label, text), Map.of()))));
        checks.put(
                Labels.NODE_MODE, text -> oneOf(text, Set.of("observe", "enforce", "off"), "observe, enforce or off"));
        return checks;
    }

    /** Keys of the annotations that are looked at. */
    static Set<String> annotationKeys() {
        return ANNOTATIONS.keySet();
    }

    static Set<String> labelKeys() {
        return LABELS.keySet();
    }

    /** Why an annotation's text would not be understood. */
    static Optional<String> flawOfAnnotation(String key, String text) {
        return flaw(ANNOTATIONS.get(key), text);
    }

    static Optional<String> flawOfLabel(String key, String text) {
        return flaw(LABELS.get(key), text);
    }

    private static Optional<String> flaw(@Nullable Check check, String text) {
        if (check == null) {
            return Optional.empty();
        }
        try {
            check.accept(text);
            return Optional.empty();
        } catch (JsonException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static <T> void must(Parsed<T> parsed) {
        if (parsed instanceof Parsed.Invalid<T>(String why)) {
            throw new JsonException(why);
        }
    }

    private static void reservation(String text) {
        must(NodeReservation.parse(text));
        Json.parseObject(text)
                .string("applyPolicy")
                .filter(policy -> !policy.isEmpty())
                .ifPresent(policy -> oneOf(
                        policy, Set.of("Default", "ReservedCPUsOnly"), "Default or ReservedCPUsOnly as applyPolicy"));
    }

    /** By the manager's own code, over its defaults. */
    private static void strategy(NodeFacts node) {
        if (ColocationConfig.DEFAULT.of(node) instanceof NodeStrategy.Invalid(String why)) {
            throw new JsonException(why);
        }
    }

    private static void amplification(String text) {
        Parsed<AmplificationRatios> ratios = AmplificationRatios.parse(text);
        must(ratios);
        ratios.valid().map(AmplificationRatios::byResource).orElse(Map.of()).forEach((resource, ratio) -> {
            if (ratio.compareTo(BigDecimal.ONE) < 0) {
                throw new JsonException(resource + " must be at least 1, was " + ratio);
            }
        });
    }

    private static void systemQos(String text) {
        JsonObject resource = Json.parseObject(text);
        String cpus = resource.string("cpuset").orElse("");
        if (CpuSet.parse(cpus).isEmpty()) {
            throw new JsonException("cpuset is not a list of CPUs: '" + cpus + "'");
        }
        resource.bool("cpusetExclusive");
    }

    private static void normalization(String text) {
        try {
            if (new BigDecimal(text).signum() > 0) {
                return;
            }
        } catch (NumberFormatException e) {
            throw new JsonException("must be a number, was '" + text + "'");
        }
        throw new JsonException("must be over 0, was '" + text + "'");
    }

    private static void notNegative(BigDecimal amount) {
        if (amount.signum() < 0) {
            throw new JsonException("must not be negative, was " + amount);
        }
    }

    private static void oneOf(String text, Set<String> accepted, String words) {
        if (!accepted.contains(text)) {
            throw new JsonException("must be " + words + ", was '" + text + "'");
        }
    }
}
