package io.sublet.manager;

import io.sublet.model.reason.ReasonCode;

/** What a person should know about the manager itself. */
public enum ManagerReason implements ReasonCode {
    ConfigRejected("The configuration cannot be used as a whole.");

    private final String sentence;

    ManagerReason(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
