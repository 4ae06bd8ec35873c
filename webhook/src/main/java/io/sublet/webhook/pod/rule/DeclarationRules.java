package io.sublet.webhook.pod.rule;

import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.protocol.Labels;
import io.sublet.webhook.pod.PodDraft;
import io.sublet.webhook.pod.rule.PodRules.Breach;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What a pod says of itself: known values, and a QoS class and a priority class that go together. */
final class DeclarationRules {

    private DeclarationRules() {}

    static String label(String key) {
        return "metadata.labels[" + key + "]";
    }

    static List<Breach> check(PodDraft pod, Declared declared) {
        List<Breach> breaches = new ArrayList<>();
        declared.qos().ifPresent(qos -> pair(qos, declared.priority(), breaches));
        Map<String, String> labels = pod.labels();
        known(labels, Labels.POD_QOS, text -> QosClass.parse(text).isPresent(), names(QosClass.values()), breaches);
        known(
                labels,
                Labels.POD_PRIORITY_CLASS,
                text -> PriorityClass.ofName(text) != PriorityClass.NONE,
                Arrays.stream(PriorityClass.values())
                        .map(PriorityClass::wireName)
                        .filter(name -> !name.isEmpty())
                        .collect(Collectors.joining(", ")),
                breaches);
        known(labels, Labels.POD_SUB_PRIORITY, DeclarationRules::isInt, "an integer of 32 bits", breaches);
        return breaches;
    }

    private static void pair(QosClass qos, PriorityClass priority, List<Breach> breaches) {
        String pair = Labels.POD_QOS + "=" + qos + " and "
                + (priority == PriorityClass.NONE ? "no priority class" : "priority class " + priority.wireName());
        switch (QosPriorityMatrix.verdict(qos, priority)) {
            case FITS -> {}
            case ODD ->
                breaches.add(new Breach(
                        PodRule.OddPair, label(Labels.POD_QOS), pair + " hardly go together, " + fitting(qos)));
            case FORBIDDEN ->
                breaches.add(new Breach(
                        PodRule.ForbiddenPair,
                        label(Labels.POD_QOS),
                        "Forbidden: " + pair + " cannot be used in combination, " + fitting(qos)));
        }
    }

    private static String fitting(QosClass qos) {
        return qos + " goes with "
                + Arrays.stream(PriorityClass.values())
                        .filter(p -> QosPriorityMatrix.verdict(qos, p) == QosPriorityMatrix.Verdict.FITS)
                        .map(p -> p == PriorityClass.NONE ? "none" : p.wireName())
                        .collect(Collectors.joining(", "));
    }

    /** An empty value says the same as no label. */
    private static void known(
            Map<String, String> labels, String key, Predicate<String> isKnown, String accepted, List<Breach> breaches) {
        String text = labels.getOrDefault(key, "");
        if (!text.isEmpty() && !isKnown.test(text)) {
            breaches.add(new Breach(
                    PodRule.UnknownLabelValue,
                    label(key),
                    "Unsupported value: \"" + text + "\" counts as not set, accepted is " + accepted));
        }
    }

    private static String names(QosClass[] classes) {
        return Arrays.stream(classes).map(Enum::name).collect(Collectors.joining(", "));
    }

    /** As Go's ParseInt with base 0 would have it, which Koordinator reads the label by. */
    private static boolean isInt(String text) {
        try {
            Integer.decode(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
