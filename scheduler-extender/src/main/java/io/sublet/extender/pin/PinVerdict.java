package io.sublet.extender.pin;

import io.sublet.model.cpu.PinDecision.Placed;
import io.sublet.model.reason.ReasonCode;

/** What a node says to a pod. */
public sealed interface PinVerdict {
    /** It takes the pod, and gives it this. */
    record Fits(Placed placed) implements PinVerdict {}

    /**
     * It does not take the pod.
     *
     * @param text one clause with the numbers, without a percent sign, which kube-scheduler would take for a format
     * @param resolvable whether it could if pods of lower priority went
     */
    record Unfit(ReasonCode code, String text, boolean resolvable) implements PinVerdict {}
}
