package io.sublet.agent.decide.oom;

import io.sublet.model.reason.ReasonCode;

/** Why the out-of-memory killer is told something of a process or not. */
public enum OomReason implements ReasonCode {
    Ranked("Processes are killed in the order that their pods ask for."),
    AsWanted("Every process has the score that its pod asks for."),
    NotAsked("No pod asks for anything."),
    NoLongerAsked("The pod no longer asks for it, the process has its score of before."),
    PodsUnknown("The node's pods are not known.");

    private final String sentence;

    OomReason(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
