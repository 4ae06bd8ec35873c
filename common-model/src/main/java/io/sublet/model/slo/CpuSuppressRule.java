package io.sublet.model.slo;

import io.sublet.model.unit.Percent;
import java.util.Optional;

/**
 * How much CPU best effort may have when online services use theirs: {@code resourceUsedThresholdWithBE} of NodeSLO.
 *
 * @param enabled off means that best effort is not limited
 * @param threshold share of the node's capacity that all together may use, 0..100
 * @param minimum share of the capacity that best effort keeps in any case, 0..100
 * @param policy by which knob
 */
public record CpuSuppressRule(boolean enabled, Percent threshold, Optional<Percent> minimum, Policy policy) {
    /** Off; threshold 65 %, by cpuset. */
    public static final CpuSuppressRule DEFAULT =
            new CpuSuppressRule(false, new Percent(65), Optional.empty(), Policy.CPUSET);

    /** The knob by which best effort is held. */
    public enum Policy {
        CPUSET("cpuset"),
        CFS_QUOTA("cfsQuota");

        private final String wireName;

        Policy(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
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
}
