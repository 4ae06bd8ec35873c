package io.sublet.agent.decide.podqos;

import io.sublet.model.reason.ReasonCode;

/** Why a pod's group has the weight that it has, or is in the idle class. */
public enum PodCpuReason implements ReasonCode {
    Weighed("A PodQoS gives the pod another weight."),
    Idle("A PodQoS lets the pod run only where nobody else wants to."),
    NotAsked("No PodQoS asks for it any more, the group is as it was."),
    Governed("Pods get what the PodQoS that governs them says."),
    Settled("Pods have what the PodQoS that governs them says."),
    PolicyUnknown("The node's policy is not known."),
    PodsUnknown("The node's pods are not known.");

    private final String sentence;

    PodCpuReason(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
