package io.sublet.agent.decide.identity;

import io.sublet.model.reason.ReasonCode;

/** Why a group has the identity that it has. */
public enum IdentityReason implements ReasonCode {
    OfClass("Groups have the identity of their class."),
    OfPod("The pod asks for an identity of its own."),
    NotAsked("The policy asks for none, the groups are as they were."),
    Settled("Groups have the identity of their class."),
    NotSupported("The kernel has no group identity."),
    SpecInvalid("What a pod asks for cannot be read, it has the identity of its class."),
    PolicyUnknown("The node's policy is not known."),
    PodsUnknown("The node's pods are not known."),
    TierMissing("There is no best-effort group.");

    private final String sentence;

    IdentityReason(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
