package io.sublet.webhook.pod;

import io.sublet.model.reason.ReasonCode;

/** Why a pod was changed or left. */
public enum PodReason implements ReasonCode {
    ProfileApplied("colocation profile applied", true),
    ProfileDrawnOut("profile matches, but the pod is not in the share that it changes", false),
    ProfileDecidedBefore("profile was decided for this pod by an earlier pass", false),
    PriorityClassMissing("profile left out, its priority class does not exist", true),
    PatchUnusable("profile left out, its patch cannot be applied", true),
    PatchBreaksPod("profile left out, its patch does not leave a pod", true),
    NoProfileMatches("no profile matches", false),
    ResourcesTranslated("cpu and memory translated", true),
    ResourcesKept("a matching profile keeps the resources", false),
    NothingToTranslate("the pod's class runs on native resources or asks for none", false),
    QuantityUnusable("resources kept, a quantity cannot be read", true),
    SpecAttached("batch resources written to the annotation", false),
    SpecCurrent("the annotation says what the containers ask for", false),
    SpecReplaced("annotation rewritten, it could not be read", true),
    DecisionsRecorded("decisions recorded, a second pass would decide otherwise", false),
    DaemonSetPod("a pod of a DaemonSet is left alone", false),
    MirrorPod("a mirror pod is left alone", false),
    SystemCriticalPod("a system-critical pod is left alone", false),
    PodMalformed("not the shape of a pod, left as it is", true);

    private final String sentence;
    private final boolean isForUser;

    PodReason(String sentence, boolean isForUser) {
        this.sentence = sentence;
        this.isForUser = isForUser;
    }

    @Override
    public String sentence() {
        return sentence;
    }

    /** Whether the one who creates the pod is told. */
    public boolean isForUser() {
        return isForUser;
    }
}
