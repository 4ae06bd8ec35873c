package io.sublet.agent.decide.cpuset;

import io.sublet.model.reason.ReasonCode;

/** Why pods run on the CPUs that they run on. */
public enum PlaceReason implements ReasonCode {
    Bound("The scheduler has bound the pod to these CPUs."),
    BoundPartly("Some of the pod's CPUs have gone offline, it has the others."),
    NoQuota("A pod with CPUs of its own is not throttled by a quota."),
    SharePool("Pods without CPUs of their own share those that nobody else has a claim on."),
    SystemPool("Pods of class SYSTEM run on the CPUs that are kept for them."),
    ApplicationsGroup("The policy does not place the application, its CPUs are as they were."),
    WholeNode("Nobody has a claim on CPUs any more, the pod's are as they were."),
    Placed("Pods are moved to the CPUs that are theirs."),
    Settled("Pods run on the CPUs that are theirs."),
    ClaimHeld("A pod's claim on CPUs cannot stand, its CPUs stay as they are."),
    PoolEmpty("Pods with claims of their own leave no CPU to share, the others stay where they are."),
    KubeletAssigns("The kubelet's static CPU manager places containers, their CPUs are left to it."),
    PodsUnknown("The node's pods are not known."),
    NodeUnknown("The Node is not known."),
    TopologyMissing("The machine's CPUs are not known.");

    private final String sentence;

    PlaceReason(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
