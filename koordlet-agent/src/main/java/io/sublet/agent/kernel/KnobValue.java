package io.sublet.agent.kernel;

import io.sublet.model.unit.CpuSet;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

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

    /** A text of more than one value, such as that of {@link Knob#RESCTRL_SCHEMATA}. */
    record Text(String text) implements KnobValue {
        @Override
        public String toString() {
            return text.replace("\n", " ");
        }
    }

    /**
     * A value for each block device, of which those are left out that have what they have in a group that nobody has touched.
     *
     * @param values by {@code major:minor}
     */
    record Devices(SortedMap<String, String> values) implements KnobValue {
        public Devices {
            values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
        }

        public Devices(Map<String, String> values) {
            this(new TreeMap<>(values));
        }

        @Override
        public String toString() {
            return values.toString();
        }
    }
}
