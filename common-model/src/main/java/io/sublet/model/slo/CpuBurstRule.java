package io.sublet.model.slo;

import io.sublet.model.unit.Percent;
import java.time.Duration;
import java.util.Optional;

/**
 * How online containers get more than their CPU limit for a while: {@code cpuBurstStrategy} of NodeSLO, and the annotation
 * {@code koordinator.sh/cpuBurst} of a pod.
 *
 * @param kernelBurst quota that the kernel may carry over from idle times, in percent of the limit, 1..10000
 * @param quotaBurst how far a throttled container's quota is raised, in percent of the limit, 100 or more
 * @param period for how long a container may keep to the raised quota; empty for without end
 * @param poolThreshold share of the CPUs that online pods share from which nothing is raised any more, 0..100
 */
public record CpuBurstRule(
        Policy policy, Percent kernelBurst, Percent quotaBurst, Optional<Duration> period, Percent poolThreshold) {
    /** Off. */
    public static final CpuBurstRule DEFAULT =
            new CpuBurstRule(Policy.NONE, new Percent(1000), new Percent(300), Optional.empty(), new Percent(50));

    /** By which means. */
    public enum Policy {
        NONE("none"),
        /** The kernel's burst alone. */
        CPU_BURST_ONLY("cpuBurstOnly"),
        /** The quota alone. */
        CFS_QUOTA_BURST_ONLY("cfsQuotaBurstOnly"),
        /** Both. */
        AUTO("auto");

        private final String wireName;

        Policy(String wireName) {
            this.wireName = wireName;
        }

        public static Optional<Policy> parse(String text) {
            for (Policy policy : values()) {
                if (policy.wireName.equals(text)) {
                    return Optional.of(policy);
                }
            }
            return Optional.empty();
        }
    }

    /** The same with another share for the kernel to carry over, by the kernel if it is not zero, and not by it if it is. */
    public CpuBurstRule withKernelBurst(Percent percent) {
        boolean kernel = percent.value() > 0;
        Policy means = usesQuota()
                ? kernel ? Policy.AUTO : Policy.CFS_QUOTA_BURST_ONLY
                : kernel ? Policy.CPU_BURST_ONLY : Policy.NONE;
        return new CpuBurstRule(means, percent, quotaBurst, period, poolThreshold);
    }

    public boolean usesKernel() {
        return policy == Policy.CPU_BURST_ONLY || policy == Policy.AUTO;
    }

    public boolean usesQuota() {
        return policy == Policy.CFS_QUOTA_BURST_ONLY || policy == Policy.AUTO;
    }
}
