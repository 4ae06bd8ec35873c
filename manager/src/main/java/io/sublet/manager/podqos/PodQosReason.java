package io.sublet.manager.podqos;

import io.sublet.model.reason.ReasonCode;

/** Why a PodQoS is ready or not, and why its status is written or not. */
public enum PodQosReason implements ReasonCode {
    RulesGiven("The nodes of all governed pods have been given the rule."),
    NoPods("The selector names no pod that is bound to a node."),
    NodesPending("Some nodes have not been given the rule."),
    Unresolvable("The object cannot be turned into a rule."),
    StatusInPlace("The status of every PodQoS is as it should be.");

    private final String sentence;

    PodQosReason(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
