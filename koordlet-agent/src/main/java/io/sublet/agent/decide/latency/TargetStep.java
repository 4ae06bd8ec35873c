package io.sublet.agent.decide.latency;

import io.sublet.model.reason.Reason;
import java.util.Optional;

/**
 * What became of a target.
 *
 * @param state empty where nothing is to be remembered
 */
record TargetStep(Optional<TargetState> state, Reason reason) {
    TargetStep(Optional<TargetState> state, LatencyReason code) {
        this(state, Reason.of(code));
    }

    static TargetStep none(LatencyReason code) {
        return new TargetStep(Optional.empty(), code);
    }
}
