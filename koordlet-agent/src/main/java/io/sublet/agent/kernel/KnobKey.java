package io.sublet.agent.kernel;

/** One knob of one group. */
public record KnobKey(CgroupPath cgroup, Knob knob) {
    @Override
    public String toString() {
        return cgroup + " " + knob;
    }
}
