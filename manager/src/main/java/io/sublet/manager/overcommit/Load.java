package io.sublet.manager.overcommit;

import io.sublet.crds.config.CalculatePolicy;
import io.sublet.crds.config.ColocationStrategy;
import io.sublet.model.resource.CpuMemory;

/**
 * What pods take from a node, counted in each way that a policy may ask for.
 *
 * @param used what they use
 * @param requested what they request
 * @param larger the sum of what is larger for each
 */
public record Load(CpuMemory used, CpuMemory requested, CpuMemory larger) {
    public static final Load NONE = new Load(CpuMemory.ZERO, CpuMemory.ZERO, CpuMemory.ZERO);

    Load plus(Load other) {
        return new Load(
                used.plusCapped(other.used), requested.plusCapped(other.requested), larger.plusCapped(other.larger));
    }

    /** An equal part for each of so many, rounded up. */
    Load share(int parts) {
        return new Load(Amounts.share(used, parts), Amounts.share(requested, parts), Amounts.share(larger, parts));
    }

    /** What counts under the policy of each resource. */
    CpuMemory counted(ColocationStrategy strategy) {
        return new CpuMemory(
                switch (strategy.cpu().policy()) {
                    // The protocol has no policy by request for CPU.
                    case USAGE, REQUEST -> used.cpu();
                    case MAX_USAGE_REQUEST -> larger.cpu();
                },
                switch (strategy.memory().policy()) {
                    case USAGE -> used.memory();
                    case REQUEST -> requested.memory();
                    case MAX_USAGE_REQUEST -> larger.memory();
                });
    }

    static boolean memoryByRequest(ColocationStrategy strategy) {
        return strategy.memory().policy() == CalculatePolicy.REQUEST;
    }
}
