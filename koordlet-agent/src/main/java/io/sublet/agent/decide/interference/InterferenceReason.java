package io.sublet.agent.decide.interference;

import io.sublet.model.reason.ReasonCode;

/** What is found of antagonists, and done to them. */
public enum InterferenceReason implements ReasonCode {
    PolicyUnknown("The node's policy is not known."),
    PodsUnknown("The node's pods are not known."),
    NotAsked("The policy does not ask to look for antagonists."),
    InterferenceLearning("Of no online pod enough is known yet to tell when it suffers."),
    InterferenceNone("No online pod is outside of its band."),
    InterferenceUnexplained("An online pod suffers, but no batch pod's use explains it."),
    InterferenceNamed("An online pod suffers, and a batch pod's use explains it."),
    InterferenceForbidden("An online pod suffers from a batch pod, to which nothing may be done."),
    InterferenceEscalated("What was done to the antagonist did not help, so the next measure is tried."),
    InterferenceHelped("What was done to the antagonist helped, and stays for a while."),
    InterferenceWithdrawn("Nothing that was done to the antagonist helped, so all of it is withdrawn."),
    InterferenceEnded("The victim or the antagonist is gone, or the measure has had its time; it is withdrawn."),
    InterferenceTreated("Measures against antagonists are in force.");

    private final String sentence;

    InterferenceReason(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
