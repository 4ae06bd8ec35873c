package io.sublet.extender.ledger;

import io.sublet.extender.pin.PinVerdict.Unfit;

/** What becomes of a wish to bind a pod to a node. */
public sealed interface ClaimResult {
    /** The node holds this for the pod from now on. */
    record Granted(Claim claim) implements ClaimResult {}

    /** The node does not take the pod. */
    record Refused(Unfit why) implements ClaimResult {}

    /** The watch has shown the pod on this node. */
    record AlreadyThere() implements ClaimResult {}

    /** Somebody is binding the pod to this node right now, or what it asks for has changed since. */
    record Busy() implements ClaimResult {}
}
