package io.sublet.agent.decide.cache;

import io.sublet.model.reason.ReasonCode;

/** Why cache and memory bandwidth are divided or not. */
public enum CacheReason implements ReasonCode {
    Divided("Each class of pods has the part of cache and bandwidth that the policy says."),
    AsWanted("Every group has its part, and its threads."),
    NotAsked("The policy asks for nothing."),
    NoLongerAsked("The policy no longer asks for it; the groups are as they were."),
    PolicyUnknown("The node's policy is not known."),
    PodsUnknown("The node's pods are not known."),
    NotUsable("Cache and bandwidth cannot be divided here.");

    private final String sentence;

    CacheReason(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
