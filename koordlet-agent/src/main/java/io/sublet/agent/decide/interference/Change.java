package io.sublet.agent.decide.interference;

import java.util.List;
import java.util.Optional;

/**
 * What a window has changed.
 *
 * @param code of the change
 * @param about the case; empty where there is none
 * @param evidence for a person
 */
record Change(InterferenceReason code, Optional<Case> about, List<String> evidence) {
    static Change of(InterferenceReason code, Case about) {
        return new Change(code, Optional.of(about), List.of());
    }
}
