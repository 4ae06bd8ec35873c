package io.sublet.webhook.policy;

import io.sublet.model.reason.ReasonCode;

/** What is found in a policy object. */
public enum PolicyReason implements ReasonCode {
    NodeSloInvalid("a rule of the NodeSLO cannot be used"),
    SelectorInvalid("a selector cannot be read"),
    SelectsEverything("every pod of the cluster is selected"),
    PrecedenceTie("another object of the same precedence can select the same pods"),
    NeverGoverns("another object governs every pod that is selected"),
    ProbabilityInvalid("the share of pods cannot be read"),
    ProbabilityClamped("the share of pods is less than none or more than all"),
    LabelInvalid("pods with this label or annotation would be refused"),
    MappingCollision("two keys are copied to one"),
    MappingOverwrites("a key that is set is overwritten by one that is copied"),
    PriorityClassUnknown("there is no such priority class"),
    PatchInvalid("the patch does not fit pods"),
    PatchTouchesIdentity("the patch changes what a pod is called"),
    ProfileInvalid("the profile cannot be used");

    private final String sentence;

    PolicyReason(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
