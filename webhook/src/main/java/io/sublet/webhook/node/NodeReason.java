package io.sublet.webhook.node;

import io.sublet.model.reason.ReasonCode;

/** What is found on a Node. */
public enum NodeReason implements ReasonCode {
    NodeAnnotationUnreadable("an annotation of the node would be ignored"),
    NodeLabelUnreadable("a label of the node would be ignored"),
    NodeMatchesTwoItems("two items of one key of the ConfigMap select the node");

    private final String sentence;

    NodeReason(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
