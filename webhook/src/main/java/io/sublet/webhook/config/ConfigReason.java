package io.sublet.webhook.config;

import io.sublet.model.reason.ReasonCode;

/** What is found in the ConfigMap. */
public enum ConfigReason implements ReasonCode {
    ConfigInvalid("a key of the ConfigMap cannot be used"),
    ConfigStillInvalid("a key of the ConfigMap that was not changed cannot be used"),
    ConfigQuestionable("a key of the ConfigMap may not do what its author thinks"),
    ItemWithoutNodes("an item selects no node"),
    ItemForEveryNode("an item selects every node"),
    ItemSelectorInvalid("the selector of an item cannot be read"),
    ItemNameMissing("an item has no name"),
    ItemNameTwice("two items have one name"),
    ItemsOverlap("items select the same nodes"),
    ItemsMayOverlap("items can select the same node"),
    NodesUnknown("the nodes are not known yet"),
    ConfigDeleted("without the ConfigMap colocation is off");

    private final String sentence;

    ConfigReason(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
