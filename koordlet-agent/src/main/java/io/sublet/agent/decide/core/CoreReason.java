package io.sublet.agent.decide.core;

import io.sublet.model.reason.ReasonCode;

/** Why a process has the cookie that it has. */
public enum CoreReason implements ReasonCode {
    NewGroup("No process of its group has a cookie yet, it gets a new one."),
    JoinsGroup("The process gets the cookie of its group."),
    NotAsked("Core scheduling is not asked for any more for this process, its cookie is taken away."),
    Grouped("Processes get the cookies of their groups."),
    Settled("Processes have the cookies of their groups."),
    CookiesUnknown("Cookies are not known."),
    PolicyUnknown("The node's policy is not known."),
    PodsUnknown("The node's pods are not known.");

    private final String sentence;

    CoreReason(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
