package io.sublet.manager.slo;

import io.sublet.model.reason.ReasonCode;

/** Why a NodeSLO is written or not, and what a person should know about it. */
public enum SloReason implements ReasonCode {
    NoNodeSlo("The node has no NodeSLO."),
    SpecDiffers("The NodeSLO does not hold what the configuration says."),
    SpecInPlace("The NodeSLO holds what the configuration says."),
    FieldOwnedByOther("A field of the NodeSLO keeps the value that somebody else applied."),
    InvalidIdleCores("The node's annotation is not a number of CPUs in 1..999, so the threshold of usage holds."),
    InvalidNetworkBandwidth("The node's network bandwidth annotation is not a quantity, so it is left out of account."),
    ExtensionsTooLarge("The rules for the node are too long, so those that it has stay as they are."),
    NodeGone("The node is gone.");

    private final String sentence;

    SloReason(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
