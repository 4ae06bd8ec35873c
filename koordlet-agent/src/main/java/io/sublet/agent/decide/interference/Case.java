package io.sublet.agent.decide.interference;

import io.sublet.model.pod.PodRef;
import io.sublet.model.slo.InterferenceRule.Severity;
import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import java.util.Optional;

/**
 * An antagonist under treatment. Times are since the machine was started.
 *
 * @param victim as it was when the antagonist was named
 * @param base CPU that the antagonist used then
 * @param measure the severest that is in force; the milder ones of the same kind are part of it
 * @param window the last one before the measure
 * @param steppedAt when it was taken
 * @param until when it ends; empty while it is on trial
 */
record Case(
        Victim victim,
        PodRef antagonist,
        double score,
        MilliCpu base,
        Severity measure,
        long window,
        Duration steppedAt,
        Optional<Duration> until) {
    Case escalated(Severity next, long now, Duration at) {
        return new Case(victim, antagonist, score, base, next, now, at, Optional.empty());
    }

    Case held(Duration end) {
        return new Case(victim, antagonist, score, base, measure, window, steppedAt, Optional.of(end));
    }

    String pair() {
        return pair(victim.uid(), antagonist.uid());
    }

    static String pair(String victim, String antagonist) {
        return victim + " " + antagonist;
    }

    String text() {
        return victim.name() + " from " + antagonist.key() + ": " + measure.wireName()
                + (until.isPresent() ? " held" : " on trial");
    }
}
