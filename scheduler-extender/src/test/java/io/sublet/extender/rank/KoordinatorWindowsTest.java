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

    /** An agent that has not run for as long as a window has it in its report, with nothing in it. */
    @Test
    void aWindowWithNothingInItIsNone() {
        ResourceUsage nothing = ResourceUsage.missing("not reported");
        WindowUsage short5 =
                new WindowUsage(Duration.ofMinutes(5), Map.of(Aggregation.AVG, used(1, 2), Aggregation.P90, nothing));
        WindowUsage long30 =
                new WindowUsage(Duration.ofMinutes(30), Map.of(Aggregation.AVG, nothing, Aggregation.P90, nothing));
        NodeLoad load = NodeLoad.of(
                Nodes.of(Nodes.report(NOW, used(2, 4), List.of(short5, long30))),
                List.of(Nodes.assigned("p", 3000, GIB, Duration.ofHours(2))),
                LoadRules.DEFAULT);

        assertThat(load.aggregated(new UsageWindow(Aggregation.AVG, Duration.ZERO)))
                .as("the longest that has something, and the pod that no report has")
                .isEqualTo(LoadVector.of(1000 + 3000, 3 * GIB));
        assertThat(load.aggregated(new UsageWindow(Aggregation.P90, Duration.ZERO)))
                .as("the average")
                .isEqualTo(LoadVector.of(2000 + 3000, 5 * GIB));
        assertThat(load.aggregated(new UsageWindow(Aggregation.AVG, Duration.ofMinutes(30))))
                .as("what pods are expected to use")
                .isEqualTo(LoadVector.of(3000, GIB));
    }
}
