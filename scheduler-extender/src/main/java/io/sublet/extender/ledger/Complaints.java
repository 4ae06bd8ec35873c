package io.sublet.extender.ledger;

import io.sublet.model.pod.PodRef;

/** Hears of pods whose annotations cannot stand as they are. Must return at once. */
public interface Complaints {
    /**
     * A fault that was not there before.
     *
     * @param note one sentence for a person
     */
    void about(PodRef pod, ClaimFault fault, String note);
}
