package io.sublet.webhook.pod;

import io.sublet.model.reason.ReasonCode;

/** Why a pod was changed or left. */
public enum PodReason implements ReasonCode {
    ProfileApplied("colocation profile applied", Audience.OPERATOR),
    ProfileDrawnOut("profile matches, but the pod is not in the share that it changes", Audience.OPERATOR),
    ProfileDecidedBefore("profile was decided for this pod by an earlier pass", Audience.OPERATOR),
    NamespaceNotSelected("profile does not match, its namespace selector is not met", Audience.EXPLANATION),
    PodNotSelected("profile does not match, its selector is not met", Audience.EXPLANATION),
    PriorityClassMissing("profile left out, its priority class does not exist", Audience.USER),
    PatchUnusable("profile left out, its patch cannot be applied", Audience.USER),
    PatchBreaksPod("profile left out, its patch does not leave a pod", Audience.USER),
    NoProfileMatches("no profile matches", Audience.OPERATOR),
    ResourcesTranslated("cpu and memory translated", Audience.OPERATOR),
    ResourcesKept("a matching profile keeps the resources", Audience.OPERATOR),
    OverheadKept("overhead kept, the API server compares it with the runtime class", Audience.OPERATOR),
    PodResourcesKept("the pod also asks for native resources as a whole, which stay", Audience.USER),
    NothingToTranslate("the pod's class runs on native resources or asks for none", Audience.OPERATOR),
    QuantityUnusable("resources kept, a quantity cannot be read", Audience.USER),
    CpuToldToProcesses("environment variables tell the processes how many CPUs they have", Audience.OPERATOR),
    CpuEnvironmentKept("environment kept, the values of some variables are not known here", Audience.OPERATOR),
    SpecAttached("batch and mid resources written to the annotation", Audience.OPERATOR),
    SpecCurrent("the annotation says what the containers ask for", Audience.OPERATOR),
    SpecReplaced("annotation rewritten, it could not be read", Audience.USER),
    MarkedForPinning("marked, so that the scheduler has CPUs or NUMA nodes chosen for it", Audience.OPERATOR),
    DecisionsRecorded("decisions recorded, a second pass would decide otherwise", Audience.OPERATOR),
    DaemonSetPod("a pod of a DaemonSet is left alone", Audience.OPERATOR),
    MirrorPod("a mirror pod is left alone", Audience.OPERATOR),
    SystemCriticalPod("a system-critical pod is left alone", Audience.OPERATOR),
    PodMalformed("not the shape of a pod, left as it is", Audience.USER);

    /** Who is told, each including those after it. */
    private enum Audience {
        /** Whoever creates the pod, by a warning. */
        USER,
        /** Whoever runs the webhook, by a metric and the audit log. */
        OPERATOR,
        /** Whoever asks for an explanation. */
        EXPLANATION
    }

    private final String sentence;
    private final Audience audience;

    PodReason(String sentence, Audience audience) {
        this.sentence = sentence;
        this.audience = audience;
    }

    @Override
    public String sentence() {
        return sentence;
    }

    /** Whether the one who creates the pod is warned. What was changed is told anyway, in one sentence. */
    public boolean isForUser() {
        return audience == Audience.USER;
    }

    /** Whether it is worth a metric and a word in the audit log. */
    public boolean isForOperator() {
        return audience != Audience.EXPLANATION;
    }
}
