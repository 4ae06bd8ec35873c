package io.sublet.agent.kernel;

import org.jspecify.annotations.Nullable;

/**
 * One knob of one group.
 *
 * @param cgroup a control group; of a knob that is elsewhere ({@link KnobPlace}) the path of what it belongs to
 */
public record KnobKey(CgroupPath cgroup, Knob knob) {
    /** Written out for the reason that {@link CgroupPath#equals} is. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof KnobKey that && knob == that.knob && cgroup.equals(that.cgroup));
    }

    @Override
    public int hashCode() {
        return 31 * cgroup.hashCode() + knob.hashCode();
    }

    @Override
    public String toString() {
        return cgroup + " " + knob;
    }
}
