package io.sublet.webhook.protect;

import io.sublet.model.reason.ReasonCode;

/** Why an object may or may not be deleted. */
public enum DeletionReason implements ReasonCode {
    DeletionRefused("protected against deletion"),
    DeletionAllowedByAnnotation("protected against deletion, which an annotation allows");

    private final String sentence;

    DeletionReason(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
