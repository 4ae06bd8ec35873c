package io.sublet.agent.observe.knob;

import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.CpuSet;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Values of the knobs of pods and containers, read within the last seconds or minutes ({@link KnobReader}), and anew after each write of the agent.
 *
 * @param version whose files and units the values are in
 * @param supported the knobs that this kernel has in pods' groups; of others there is no reading
 * @param readings by knob; not there for a group that has not been looked at
 */
public record KnobTable(CgroupVersion version, Set<Knob> supported, Map<KnobKey, Reading<KnobValue>> readings) {
    /** The kernel's default, which the kubelet keeps unless told otherwise. */
    public static final Duration DEFAULT_PERIOD = Duration.ofMillis(100);

    public KnobTable {
        supported = Set.copyOf(supported);
        readings = Map.copyOf(readings);
    }

    /** A node whose knobs have not been looked at. */
    public static KnobTable empty(CgroupVersion version) {
        return new KnobTable(version, Set.of(), Map.of());
    }

    /** The value of one knob, or why it is not known. */
    public Reading<KnobValue> value(CgroupPath cgroup, Knob knob) {
        if (!supported.contains(knob)) {
            return Reading.missing("the kernel has no " + knob.file(version));
        }
        Reading<KnobValue> known = readings.get(new KnobKey(cgroup, knob));
        return known == null ? Reading.missing(cgroup + " has not been read yet") : known;
    }

    public Reading<CpuQuota> quota(CgroupPath cgroup) {
        return value(cgroup, Knob.CPU_QUOTA)
                .flatMap(value -> value instanceof KnobValue.Quota(CpuQuota quota)
                        ? Reading.of(quota)
                        : Reading.missing("not a quota: " + value));
    }

    public Reading<CpuSet> cpus(CgroupPath cgroup) {
        return value(cgroup, Knob.CPUSET)
                .flatMap(value -> value instanceof KnobValue.Cpus(CpuSet cpus)
                        ? Reading.of(cpus)
                        : Reading.missing("not a set of CPUs: " + value));
    }

    /** A knob that is a plain number. */
    public OptionalLong number(CgroupPath cgroup, Knob knob) {
        return value(cgroup, knob) instanceof Reading.Value<KnobValue>(KnobValue.Whole(long number))
                ? OptionalLong.of(number)
                : OptionalLong.empty();
    }

    /** The period that a group's quota counts by; the kernel's default where it is not known. */
    public Duration period(CgroupPath cgroup) {
        OptionalLong micros = number(cgroup, Knob.CPU_PERIOD);
        return micros.isPresent() && micros.getAsLong() > 0
                ? Duration.of(micros.getAsLong(), ChronoUnit.MICROS)
                : DEFAULT_PERIOD;
    }

    /** Every value that is known. */
    public Map<KnobKey, KnobValue> values() {
        Map<KnobKey, KnobValue> values = HashMap.newHashMap(readings.size());
        readings.forEach((key, reading) -> reading.toOptional().ifPresent(value -> values.put(key, value)));
        return values;
    }
}
