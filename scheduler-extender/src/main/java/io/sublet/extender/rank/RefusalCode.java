package io.sublet.extender.rank;

import io.sublet.model.reason.ReasonCode;

/** Why a node does not take a pod. */
@SuppressWarnings("MemberName") // the names are labels of metrics, PascalCase as all reason codes
public enum RefusalCode implements ReasonCode {
    CpuNotLeft("the pod's CPU would come out of what is reserved for the node, or already taken by bound CPUs in full"),
    MemoryNotLeft("the pod's memory would come out of what is reserved for the node"),
    CpuOverThreshold("the node would use more CPU than its threshold allows"),
    MemoryOverThreshold("the node would use more memory than its threshold allows"),
    ResourceOverThreshold("the node would use more of another resource than its threshold allows"),
    ReportStale("the node's last usage report is too old to go by"),
    NeverReported("the node's agent has not reported yet");

    private final String sentence;

    RefusalCode(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
