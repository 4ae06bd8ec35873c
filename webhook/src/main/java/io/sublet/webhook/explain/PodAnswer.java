package io.sublet.webhook.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sublet.model.reason.Reason;
import io.sublet.webhook.pod.PodMutation;
import io.sublet.webhook.pod.PodMutators.Outcome;
import io.sublet.webhook.review.Finding;
import io.sublet.webhook.review.Finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What was decided about a pod, as a tree for people and programs. */
final class PodAnswer {

    private PodAnswer() {}

    static void mutation(ObjectNode answer, Outcome outcome, Map<String, String> invalidProfiles) {
        answer.put("changed", outcome.isChanged());
        ArrayNode warnings = answer.putArray("warnings");
        PodMutation.warnings(outcome).forEach(warnings::add);
        ArrayNode steps = answer.putArray("steps");
        List<Reason> ofTheWhole = new ArrayList<>(outcome.reasons());
        outcome.results().forEach((mutator, result) -> {
            reasons(steps.addObject().put("step", mutator), result.reasons());
            ofTheWhole.removeAll(result.reasons());
        });
        if (!ofTheWhole.isEmpty()) {
            reasons(steps.addObject().put("step", "PodMutators"), ofTheWhole);
        }
        ObjectNode invalid = answer.putObject("invalidProfiles");
        invalidProfiles.forEach(invalid::put);
        answer.set("patch", outcome.patch());
        answer.set("pod", outcome.last().tree());
    }

    private static void reasons(ObjectNode step, List<Reason> reasons) {
        ArrayNode list = step.putArray("reasons");
        for (Reason reason : reasons) {
            ObjectNode entry = list.addObject().put("reason", reason.code().name());
            entry.put("text", reason.code().sentence());
            reason.facts().forEach((name, value) -> {
                if (value instanceof Integer number) {
                    entry.put(name, number);
                } else {
                    entry.put(name, String.valueOf(value));
                }
            });
        }
    }

    static void validation(ObjectNode answer, List<Finding> findings) {
        answer.put("refused", findings.stream().anyMatch(finding -> finding.severity() == Severity.DENY));
        ArrayNode list = answer.putArray("findings");
        for (Finding finding : findings) {
            list.addObject()
                    .put("severity", finding.severity().name())
                    .put("rule", finding.code().name())
                    .put("field", finding.field())
                    .put("why", finding.why());
        }
    }
}
