package io.sublet.agent.explain;

import io.sublet.agent.act.Outcome;
import io.sublet.agent.decide.Step;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.plan.Write;
import io.sublet.model.reason.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One decision: what a policy wanted, why, and what the kernel said.
 *
 * @param tick number of the tick since the agent started
 */
public record LedgerEntry(Instant at, long tick, Verdict verdict, List<Outcome> outcomes) {
    /** A start on a full node touches hundreds of knobs for one reason. */
    private static final int MOST_STEPS = 100;

    public LedgerEntry {
        outcomes = List.copyOf(outcomes);
    }

    public Map<String, Object> json() {
        Reason reason = verdict.reason();
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("at", at.toString());
        entry.put("tick", tick);
        entry.put("policy", verdict.policy());
        entry.put("verdict", verdict instanceof Verdict.Act ? "act" : "hold");
        entry.put("reason", reason.code().name());
        entry.put("text", reason.text());
        entry.put("facts", plain(reason.facts()));
        List<Object> writes = new ArrayList<>();
        List<Outcome> told = outcomes.stream()
                .filter(outcome -> !(outcome instanceof Outcome.Settled))
                .toList();
        told.stream().limit(MOST_STEPS).forEach(outcome -> writes.add(json(outcome)));
        entry.put("writes", writes);
        if (told.size() > MOST_STEPS) {
            entry.put("more", told.size() - MOST_STEPS);
        }
        return entry;
    }

    /** A fact may be any value, for which its text stands. */
    private static Object plain(Object fact) {
        return switch (fact) {
            case Map<?, ?> map -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                map.forEach((name, value) -> fields.put(String.valueOf(name), plain(value)));
                yield fields;
            }
            case List<?> items -> items.stream().map(LedgerEntry::plain).toList();
            case Boolean flag -> flag;
            case Integer number -> number.longValue();
            case Long number -> number;
            default -> fact.toString();
        };
    }

    private static Map<String, Object> json(Outcome outcome) {
        Step step = outcome.step();
        Map<String, Object> entry = new LinkedHashMap<>();
        if (step instanceof Write write) {
            entry.put("cgroup", write.key().cgroup().toString());
            entry.put("knob", write.key().knob().name());
        } else {
            entry.put("action", step.action().getClass().getSimpleName());
            entry.put("target", step.target());
        }
        entry.put("value", step.wanted());
        entry.put("result", outcome.result());
        switch (outcome) {
            case Outcome.Applied applied -> entry.put("before", applied.before());
            case Outcome.Rejected rejected -> entry.put("cause", rejected.cause());
            case Outcome.Conflict conflict -> entry.put("found", conflict.found());
            case Outcome.Deferred deferred -> entry.put("cause", deferred.why());
            case Outcome.Unchanged unchanged -> {}
            case Outcome.Settled settled -> {}
            case Outcome.Planned planned -> {}
            case Outcome.Asked asked -> {}
            case Outcome.Handed handed -> {}
            case Outcome.Gone gone -> {}
        }
        return entry;
    }
}
