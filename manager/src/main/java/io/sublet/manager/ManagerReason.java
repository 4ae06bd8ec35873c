package io.sublet.manager;

import io.sublet.model.reason.ReasonCode;

/** What a person should know about the manager itself. */
public enum ManagerReason implements ReasonCode {
    ConfigRejected("Keys of the configuration cannot be used, so what they said last stays in force.");

    private final String sentence;

    ManagerReason(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
