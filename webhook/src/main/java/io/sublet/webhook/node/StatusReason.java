package io.sublet.webhook.node;

import io.sublet.model.reason.ReasonCode;

/** Why a node's allocatable was changed or left. */
public enum StatusReason implements ReasonCode {
    Amplified("allocatable amplified", false),
    AmplificationWithdrawn("the node has no amplification ratio any more", false),
    RatiosUnreadable("allocatable left as reported, the amplification ratios cannot be read", true),
    RawUnreadable("the raw allocatable could not be read and is learned anew", true),
    RawUnknown("allocatable left until the kubelet reports, the raw allocatable was lost", true),
    RawImplausible("allocatable left, it is more than the capacity and so cannot be raw", true),
    ReportIgnored("only the node's kubelet reports its allocatable, the change was taken back", true),
    OutOfRange("allocatable left as reported, amplified it would be out of range", true);

    private final String sentence;
    private final boolean isForUser;

    StatusReason(String sentence, boolean isForUser) {
        this.sentence = sentence;
        this.isForUser = isForUser;
    }

    @Override
    public String sentence() {
        return sentence;
    }

    /** Whether the one who updates the status is told. */
    boolean isForUser() {
        return isForUser;
    }
}
