package io.sublet.crds.config;

import io.sublet.model.unit.Percent;

/**
 * How much the mid tier is given.
 *
 * @param mode from what it is computed
 * @param threshold upper bound as a share of capacity, 0..100
 * @param unallocated share of what no prod pod has requested that is given on top, 0..100; not for the static mode
 * @param reserved share of capacity that the static mode gives, 0..100
 */
public record MidRule(Mode mode, Shares threshold, Percent unallocated, Shares reserved) {
    /** A share of each resource. */
    public record Shares(Percent cpu, Percent memory) {}

    /** From what the mid tier is computed. */
    public enum Mode {
        /** From what prod pods are predicted not to need. */
        RECLAIMABLE,
        /** A fixed share of the machine: {@code midReclaimMode: static}. */
        STATIC
    }
}
