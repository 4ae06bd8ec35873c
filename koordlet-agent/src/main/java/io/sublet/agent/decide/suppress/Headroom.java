package io.sublet.agent.decide.suppress;

import io.sublet.model.slo.CpuSuppressRule;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Percent;
import java.util.OptionalInt;

/**
 * How much CPU all together may use: a share of the capacity (a watermark), or all but some CPUs that stay idle for online
 * services (a buffer). A buffer answers a burst of requests with CPUs that are free already, and leaves best effort the more of a
 * machine the larger that is.
 *
 * @param idleCores the buffer; empty for the watermark
 */
record Headroom(CpuSuppressRule rule, OptionalInt idleCores) {
    /**
     * Best effort spends a quota at the beginning of each period of 100 ms, of which a short look sees more or less than the mean, so that a watermark counts
     * as passed only this far above; or half of the way to the whole capacity, where that is nearer, since no more than that can be used.
     */
    private static final Percent MARGIN = new Percent(10);

    private static final Percent HALF = new Percent(50);

    static Headroom of(NodeSlo slo) {
        return new Headroom(slo.cpuSuppress(), slo.extensions().idleCores());
    }

    /** What all together may use. */
    MilliCpu ceiling(MilliCpu capacity) {
        return idleCores.isPresent()
                ? capacity.minus(MilliCpu.ofCpus(idleCores.getAsInt())).atLeastZero()
                : capacity.times(rule.threshold());
    }

    /** The usage from which best effort has to give way at once: clearly over the watermark, or with half of the buffer gone. */
    MilliCpu surge(MilliCpu capacity) {
        if (idleCores.isPresent()) {
            return capacity.minus(new MilliCpu(idleCores.getAsInt() * 500L)).atLeastZero();
        }
        MilliCpu ceiling = ceiling(capacity);
        MilliCpu left = capacity.minus(ceiling).atLeastZero();
        return ceiling.plus(capacity.times(MARGIN).min(left.times(HALF)));
    }
}
