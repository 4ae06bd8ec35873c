package io.sublet.agent.cluster;

import io.sublet.model.reading.Reading;
import java.util.Map;

/**
 * The numbers that rules take from elsewhere, as they were answered last.
 *
 * @param byRule by the name of the watermark rule, then by the uid of the pod that was asked, or an empty one for Prometheus
 * @param byTarget the same by the name of the latency target
 */
public record ExternalNumbers(
        Map<String, Map<String, Reading<Double>>> byRule, Map<String, Map<String, Reading<Double>>> byTarget) {
    public static final ExternalNumbers NONE = new ExternalNumbers(Map.of(), Map.of());

    private static final Reading<Double> NOT_ASKED = Reading.missing("not asked yet");

    public ExternalNumbers {
        byRule = Map.copyOf(byRule);
        byTarget = Map.copyOf(byTarget);
    }

    /** The number of a watermark rule, or why it is not known. */
    public Reading<Double> number(String rule, String subject) {
        return byRule.getOrDefault(rule, Map.of()).getOrDefault(subject, NOT_ASKED);
    }

    /** The number of a latency target, or why it is not known. */
    public Reading<Double> ofTarget(String target, String subject) {
        return byTarget.getOrDefault(target, Map.of()).getOrDefault(subject, NOT_ASKED);
    }
}
