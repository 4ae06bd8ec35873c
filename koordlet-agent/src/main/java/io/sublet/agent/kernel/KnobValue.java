package io.sublet.agent.kernel;

import io.sublet.model.unit.CpuSet;

/** The value of a knob, independent of the form in which a kernel shows it. */
public sealed interface KnobValue {
    /** Of {@link Knob#CPU_QUOTA}. */
    record Quota(CpuQuota quota) implements KnobValue {
        @Override
        public String toString() {
            return quota.toString();
        }
    }

    /** Of {@link Knob#CPUSET}; the empty set means, on v2, the parent's. */
    record Cpus(CpuSet cpus) implements KnobValue {
        @Override
        public String toString() {
            return cpus.isEmpty() ? "inherited" : cpus.toString();
        }
    }

    /** A plain number. */
    record Whole(long number) implements KnobValue {
        @Override
        public String toString() {
            return Long.toString(number);
        }
    }
}
