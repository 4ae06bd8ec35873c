package io.sublet.agent.decide;

import io.sublet.model.reason.ReasonCode;

/** Why a container gets nothing before it runs. */
public enum StartReason implements ReasonCode {
    TooLittleKnown("A container starts of which too little is known, its values are set afterwards.");

    private final String sentence;

    StartReason(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
