package io.sublet.extender.pin;

import io.sublet.extender.pin.PinVerdict.Fits;
import io.sublet.extender.pin.PinVerdict.Unfit;
import io.sublet.model.cpu.PinDecision.Placed;
import io.sublet.protocol.ResourceNames;

/**
 * A pod that gets CPUs or NUMA nodes must bear the mark: without it a scheduler may place the pod without asking, and a
 * take-over would not know that the pod can be bound.
 */
public final class MarkRule {
    private static final Unfit MISSING = new Unfit(
            PinObstacle.MarkMissing,
            "the pod asks for CPUs or NUMA nodes of its own but not for " + ResourceNames.PINNED
                    + ": 0, which the webhook adds: create it again, or without what it asks for",
            false);
    private static final Unfit NODE_NEEDS_MARK = new Unfit(
            PinObstacle.NodePolicyNeedsMark,
            "the node gives every pod CPUs or NUMA nodes of its own, the pod does not ask for " + ResourceNames.PINNED
                    + ": 0",
            false);

    private MarkRule() {}

    /** What a pod without the mark hears that asks for something of its own, on every node. */
    public static Unfit missing() {
        return MISSING;
    }

    /** What a pod without the mark hears on a node whose policy concerns every pod. */
    public static Unfit nodeNeedsMark() {
        return NODE_NEEDS_MARK;
    }

    /** The verdict for a pod with or without the mark. */
    public static PinVerdict on(PinVerdict verdict, PinPod pod, boolean marked) {
        boolean gets = verdict instanceof Fits(Placed placed)
                && !(placed.cpus().isEmpty() && placed.shares().isEmpty());
        return marked || !gets ? verdict : pod.asks() ? MISSING : NODE_NEEDS_MARK;
    }
}
