package io.sublet.manager.config;

import io.sublet.model.reason.ReasonCode;

/** What a person should know about the configuration, and why its status is written or not. */
public enum ConfigReason implements ReasonCode {
    ConfigRejected("Keys of the configuration cannot be used, so what they said last stays in force."),
    StatusInPlace("The status of the configuration is as it should be.");

    private final String sentence;

    ConfigReason(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
