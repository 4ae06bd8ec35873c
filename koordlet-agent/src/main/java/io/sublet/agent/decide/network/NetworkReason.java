package io.sublet.agent.decide.network;

import io.sublet.model.reason.ReasonCode;

/** Why traffic is sorted into classes or not. */
public enum NetworkReason implements ReasonCode {
    Shared("What leaves the node is sorted into classes with guaranteed and largest rates."),
    AsWanted("The classes are as the policy asks for."),
    NotAsked("The policy asks for nothing."),
    NoLongerAsked("The policy no longer asks for it, the device is as it was."),
    RouteMoved("The default route goes by another device now; the one before is as it was."),
    TotalUnknown("The policy does not say how much bandwidth the node has."),
    PolicyUnknown("The node's policy is not known."),
    PodsUnknown("The node's pods are not known."),
    NotUsable("The network device cannot be used."),
    Foreign("Another program has set up the network device, it is left alone.");

    private final String sentence;

    NetworkReason(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
