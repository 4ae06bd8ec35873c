package io.sublet.agent.decide.limits;

import io.sublet.model.reason.ReasonCode;

/** Why a colocated pod has the limits that it has. */
public enum LimitsReason implements ReasonCode {
    AskedFor("Colocated pods get the limits that they ask for."),
    TierNarrower("The best-effort tier has less than the pod's limit, which is lifted while that is so."),
    NotLimited("The pod asks for no such limit any more, it has its original one."),
    UsesMore("A pod uses more memory than it asks for; it is not limited to less than it uses, which would end it."),
    UsageUnknown(
            "The memory that a pod uses cannot be read; it is not limited to what it asks for, which may be less than it uses and end it."),
    Settled("Colocated pods have their limits."),
    PolicyUnknown("The node's policy is not known."),
    PodsUnknown("The node's pods are not known."),
    NodeUnknown("The Node is not known, and with it how fast its CPUs are."),
    SpecInvalid("What a pod asks for cannot be read, its limits stay as they are.");

    private final String sentence;

    LimitsReason(String sentence) {
        this.sentence = sentence;
    }

    /** The fact under which a decision lists the groups that it holds for. */
    String fact() {
        return Character.toLowerCase(name().charAt(0)) + name().substring(1);
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
