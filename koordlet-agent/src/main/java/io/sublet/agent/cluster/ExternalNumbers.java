package io.sublet.agent.cluster;

import io.sublet.model.reading.Reading;
import java.util.Map;

/**
 * The numbers that rules take from elsewhere, as they were answered last.
 *
 * @param byRule by the name of the rule, then by the uid of the pod that was asked, or an empty one for Prometheus
 */
public record ExternalNumbers(Map<String, Map<String, Reading<Double>>> byRule) {
    public static final ExternalNumbers NONE = new ExternalNumbers(Map.of());

    public ExternalNumbers {
        byRule = Map.copyOf(byRule);
    }

    /** The number, or why it is not known. */
    public Reading<Double> number(String rule, String subject) {
        Reading<Double> number = byRule.getOrDefault(rule, Map.of()).get(subject);
        return number == null ? Reading.missing("not asked yet") : number;
    }
}
