package io.sublet.manager.view;

import io.sublet.model.usage.CollectPolicy;
import io.sublet.model.usage.NodeUsageReport;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the manager keeps of a NodeMetric.
 *
 * @param asked the collect policy in its spec; empty where it is absent or incomplete
 * @param report the last report, without its percentile windows, which batch does not use
 */
public record NodeMetricView(String name, Optional<CollectPolicy> asked, NodeUsageReport report) {
    /** What a newer record of a NodeMetric brings. */
    public enum Difference {
        NONE,
        /** Only a report, on which what agents are asked for does not depend. */
        REPORT,
        /** Another spec or the first record, and perhaps a report too. */
        SPEC
    }

    /** @param before the record that this one replaces, null if it is the first */
    Difference differenceFrom(@Nullable NodeMetricView before) {
        if (before == null || !asked.equals(before.asked)) {
            return Difference.SPEC;
        }
        return report.equals(before.report) ? Difference.NONE : Difference.REPORT;
    }
}
