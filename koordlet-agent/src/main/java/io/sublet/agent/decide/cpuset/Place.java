package io.sublet.agent.decide.cpuset;

import io.sublet.model.unit.CpuSet;

/** Where a pod is to run. */
sealed interface Place {
    /**
     * On these CPUs.
     *
     * @param own whether nobody else's quota makes sense there
     */
    record On(CpuSet cpus, PlaceReason why, boolean own) implements Place {}

    /** Wherever it ran before the agent came. */
    record Anywhere() implements Place {}

    /** Where it runs now, because another rule places it. */
    record Elsewhere() implements Place {}

    /**
     * Where it runs now, because its claim cannot stand.
     *
     * @param why one clause for a person
     */
    record Stay(String why) implements Place {}
}
