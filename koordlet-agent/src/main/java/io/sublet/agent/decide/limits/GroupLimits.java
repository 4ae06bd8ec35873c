package io.sublet.agent.decide.limits;

import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.CpuWeight;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Ratio;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the knobs of a group stand at that is to have what it asks for. The numbers are those of the kubelet: 1024 shares and one
 * period of quota per CPU.
 */
final class GroupLimits {
    private static final long SHARES_PER_CPU = 1024;
    private static final long LEAST_SHARES = 2;
    private static final long MOST_SHARES = 262_144;

    /** More than any machine has; what is asked for beyond is cut. */
    private static final MilliCpu MOST_CPU = MilliCpu.ofCpus(1_000_000);

    private GroupLimits() {}

    /**
     * The values; for a limit that is not asked for, or is zero, there is none.
     *
     * @param period of the group's quota
     * @param ratio how much faster this node's CPUs are than those that are asked for
     */
    static Map<Knob, KnobValue> of(Asked asked, CgroupVersion version, Duration period, Ratio ratio) {
        Map<Knob, KnobValue> values = new EnumMap<>(Knob.class);
        long shares = shares(asked.cpu().orElse(MilliCpu.ZERO));
        values.put(
                Knob.CPU_SHARES,
                new KnobValue.Whole(version == CgroupVersion.V2 ? CpuWeight.ofShares(shares) : shares));
        asked.cpuLimit()
                .filter(limit -> limit.value() > 0)
                .ifPresent(limit -> values.put(
                        Knob.CPU_QUOTA, new KnobValue.Quota(quota(limit, period).normalizedBy(ratio))));
        asked.memoryLimit()
                .filter(limit -> limit.compareTo(Bytes.ZERO) > 0)
                .ifPresent(limit -> values.put(Knob.MEMORY_LIMIT, new KnobValue.Whole(limit.value())));
        return values;
    }

    static long shares(MilliCpu cpu) {
        return Math.clamp(cpu.min(MOST_CPU).value() * SHARES_PER_CPU / 1000, LEAST_SHARES, MOST_SHARES);
    }

    static CpuQuota quota(MilliCpu limit, Duration period) {
        return new CpuQuota(Math.max(
                CpuQuota.KERNEL_MINIMUM_MICROS,
                CpuQuota.of(limit.min(MOST_CPU), period).micros()));
    }
}
