package io.sublet.agent.kernel;

/**
 * One knob of one group.
 *
 * @param cgroup a control group; of a knob that is elsewhere ({@link KnobPlace}) the path of what it belongs to
 */
public record KnobKey(CgroupPath cgroup, Knob knob) {
    @Override
    public String toString() {
        return cgroup + " " + knob;
    }
}
