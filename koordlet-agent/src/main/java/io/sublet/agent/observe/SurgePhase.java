package io.sublet.agent.observe;

import io.sublet.model.unit.MilliCpu;

/** Where a surge of online usage is that a look between two ticks has answered. A tick that sees the mean of a second sees little of one that has just begun. */
public sealed interface SurgePhase {
    SurgePhase CALM = new Calm();

    /** There is none, or it was long ago. */
    record Calm() implements SurgePhase {}

    /** It goes on, or was over only a moment ago: best effort gets no more. */
    record Lasting() implements SurgePhase {}

    /**
     * It was a short one and is over.
     *
     * @param again what best effort may have at once: what it had before, if online usage has left that since
     */
    record Over(MilliCpu again) implements SurgePhase {}
}
