package io.sublet.agent.observe.machine;

/** One logical CPU; stands in until the model's. */
public record LogicalCpu(int id, int core, int socket, int numa, int l3) {
    public static final int UNKNOWN = -1;
}
