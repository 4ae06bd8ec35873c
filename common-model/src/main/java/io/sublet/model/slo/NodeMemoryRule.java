package io.sublet.model.slo;

import java.util.OptionalLong;

/**
 * How the kernel keeps memory free on the node as a whole: {@code systemStrategy} of NodeSLO. What is not given is left as it is.
 *
 * @param minFreeFactor ten-thousandths of the node's memory below which only the kernel may go (vm.min_free_kbytes), from 1 up
 * @param watermarkScale ten-thousandths of the node's memory between the marks at which reclaim in the background begins and ends
 *     (vm.watermark_scale_factor), 1..400
 */
public record NodeMemoryRule(OptionalLong minFreeFactor, OptionalLong watermarkScale) {
    public static final NodeMemoryRule NONE = new NodeMemoryRule(OptionalLong.empty(), OptionalLong.empty());
}
