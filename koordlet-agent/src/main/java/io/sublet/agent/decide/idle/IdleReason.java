package io.sublet.agent.decide.idle;

import io.sublet.model.reason.ReasonCode;

/** Why best effort is in the idle scheduling class or not. */
public enum IdleReason implements ReasonCode {
    OnlineFirst("Best effort runs only where nothing else wants to."),
    AlreadyIdle("Best effort is in the idle class."),
    NotEnabled("The policy does not ask for it."),
    Disabled("The policy no longer asks for it, the group is as it was."),
    KubeletGone("The kubelet has gone; it could not start again while the group is idle."),
    KubeletStarting("The kubelet has not been up for long enough."),
    KubeletUnseen("The kubelet's process cannot be watched, so that its restart could not be helped."),
    IdentityInstead("The kernel tells classes apart by group identity, which the policy asks for."),
    PolicyUnknown("The node's policy is not known."),
    TierMissing("There is no best-effort group."),
    NotSupported("The kernel has no cpu.idle.");

    private final String sentence;

    IdleReason(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
