package io.sublet.agent.kernel;

/** Which interface the controllers of a control group have. A hybrid machine, whose controllers are on v1, is V1. */
public enum CgroupVersion {
    V1,
    V2
}
