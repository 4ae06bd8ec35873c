package io.sublet.extender.rank;

import static io.sublet.extender.rank.KoordinatorLoadTest.used;
import static io.sublet.extender.rank.Nodes.NOW;
import static io.sublet.extender.rank.Pods.GIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.usage.Aggregation;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.model.usage.WindowUsage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Input and expected output of Koordinator's test (v1.8) of which window a percentile is taken from. */
class KoordinatorWindowsTest {
    /** {@code TestNodeMetric}: without a duration, a percentile is that of the longest window. */
    @Test
    void windowsAreFoundByTypeAndDuration() {
        NodeUsageReport report = Nodes.report(
                NOW,
                used(2, 4),
                List.of(
                        new WindowUsage(
                                Duration.ofMinutes(1),
                                Map.of(Aggregation.AVG, used(1, 2), Aggregation.P90, used(2, 4))),
                        new WindowUsage(
                                Duration.ofHours(1),
                                Map.of(
                                        Aggregation.AVG, ResourceUsage.of(500, GIB),
                                        Aggregation.P90, ResourceUsage.of(1500, 3 * GIB)))));
        NodeLoad load = NodeLoad.of(Nodes.of(report), List.of(), LoadRules.DEFAULT);

        assertThat(load.aggregated(new UsageWindow(Aggregation.AVG, Duration.ZERO)))
                .isEqualTo(LoadVector.of(500, GIB));
        assertThat(load.aggregated(new UsageWindow(Aggregation.P90, Duration.ZERO)))
                .isEqualTo(LoadVector.of(1500, 3 * GIB));
        assertThat(load.aggregated(new UsageWindow(Aggregation.P90, Duration.ofMinutes(1))))
                .isEqualTo(LoadVector.of(2000, 4 * GIB));
        assertThat(load.aggregated(new UsageWindow(Aggregation.AVG, Duration.ofHours(1))))
                .isEqualTo(LoadVector.of(500, GIB));
    }
}
