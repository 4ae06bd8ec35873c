package io.sublet.model.cpu;

import io.sublet.model.reason.ReasonCode;

/** Why a node cannot give a pod its CPUs or NUMA nodes. */
@SuppressWarnings("MemberName") // the names are labels of metrics, PascalCase as all reason codes
public enum PinRefusal implements ReasonCode {
    CpusNotWhole("the pod is to be bound and does not ask for whole CPUs"),
    NoCpuTopology("the node does not report its CPUs"),
    NoNumaZones("the node does not report its NUMA nodes"),
    BindPolicyConflict("the pod requires another CPU bind policy than the node's"),
    NumaPolicyConflict("the pod asks for another NUMA topology policy than the node's"),
    CoresNotAligned("the node has no set of whole cores of that size"),
    CpusTaken("the node has too few free CPUs"),
    CoresTaken("the node has too few free cores for the required bind policy"),
    AmplifiedCpuShort("too little CPU is left once bound CPUs count in full"),
    NumaUnsatisfied("no NUMA node, and no allowed set of them, has what the pod asks for");

    private final String sentence;

    PinRefusal(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
