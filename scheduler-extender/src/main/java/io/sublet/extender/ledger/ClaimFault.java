package io.sublet.extender.ledger;

import io.sublet.model.cpu.CpuConflict;
import io.sublet.model.reason.ReasonCode;

/** What is wrong with the CPUs that a pod's annotation speaks of. */
@SuppressWarnings("MemberName") // the names are reasons of events, PascalCase as all reason codes
public enum ClaimFault implements ReasonCode {
    CpusOffline("the pod's CPUs are not online"),
    CpusShared("the pod's CPUs belong to another pod too"),
    CpusReserved("the pod's CPUs are reserved"),
    CpusUnreadable("the pod's CPUs cannot be read");

    private final String sentence;

    ClaimFault(String sentence) {
        this.sentence = sentence;
    }

    static ClaimFault of(CpuConflict.Kind kind) {
        return switch (kind) {
            case OFFLINE -> CpusOffline;
            case SHARED -> CpusShared;
            case RESERVED -> CpusReserved;
        };
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
