package io.sublet.agent.decide;

import io.sublet.model.reason.ReasonCode;

/** Reasons that follow from the agent's mode and life. */
public enum ModeReason implements ReasonCode {
    ModeChanged("The node is not to be enforced, what was held is given back."),
    ColocationDisabled("Colocation is switched off, what was held is given back."),
    ShuttingDown("The agent ends, what was held is given back."),
    Restored("The original value is restored on request.");

    private final String sentence;

    ModeReason(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
