package io.sublet.webhook.pod;

import io.sublet.model.reason.Reason;
import io.sublet.webhook.pod.PodMutators.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What was changed and by which profiles, in one sentence for whoever creates the pod. */
final class ChangeNotice {

    /** Facts of an applied profile that go without their name. */
    private static final List<String> SPEAK_FOR_THEMSELVES = List.of("qos", "priorityClass");

    private ChangeNotice() {}

    /** Empty if nothing was changed that the creator would miss. */
    static Optional<String> of(Outcome outcome) {
        List<String> clauses = new ArrayList<>();
        if (!outcome.isChanged()) {
            return Optional.empty();
        }
        for (Reason reason : outcome.reasons()) {
            if (reason.code() instanceof PodReason code) {
                clause(code, reason.facts()).ifPresent(clauses::add);
            }
        }
        return clauses.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", clauses));
    }

    private static Optional<String> clause(PodReason code, Map<String, Object> facts) {
        return switch (code) {
            case ProfileApplied -> Optional.of("profile " + facts.get("profile") + " applied" + changes(facts));
            case ResourcesTranslated -> Optional.of("cpu and memory became " + facts.get("to") + " resources");
            case CpuToldToProcesses ->
                Optional.of("CPU count in the environment of "
                        + (facts.get("containers") instanceof Integer n && n == 1
                                ? "1 container"
                                : facts.get("containers") + " containers"));
            default -> Optional.empty();
        };
    }

    private static String changes(Map<String, Object> facts) {
        String list = facts.entrySet().stream()
                .filter(fact -> !fact.getKey().equals("profile"))
                .map(fact -> SPEAK_FOR_THEMSELVES.contains(fact.getKey())
                        ? String.valueOf(fact.getValue())
                        : fact.getKey() + " " + fact.getValue())
                .collect(Collectors.joining(", "));
        return list.isEmpty() ? "" : " (" + list + ")";
    }
}
