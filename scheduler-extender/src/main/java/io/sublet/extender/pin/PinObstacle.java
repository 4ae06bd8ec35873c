package io.sublet.extender.pin;

import io.sublet.model.reason.ReasonCode;

/** Why nothing can be said of a pod's CPUs on a node, beyond {@link io.sublet.model.cpu.PinRefusal}. */
@SuppressWarnings("MemberName") // the names are labels of metrics, PascalCase as all reason codes
public enum PinObstacle implements ReasonCode {
    NodeUnknown("the node is not known to the extender"),
    NodeUnreadable("what the node says of its CPUs cannot be read"),
    PodUnreadable("what the pod says of its CPUs cannot be read"),
    MarkMissing("the pod asks for CPUs of its own and lacks the mark by which the scheduler would have them given"),
    NodePolicyNeedsMark("the node gives every pod its own CPUs or NUMA nodes, and the pod lacks the mark for it");

    private final String sentence;

    PinObstacle(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
