package io.sublet.extender.rank;

import static io.sublet.extender.rank.Nodes.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.usage.NodeUsageReport;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.protocol.LoadEstimation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaddingTimeTest {
    /** Columns: seconds after scheduling, after initialization, when it was initialized after that; ends that long after. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 30, -1",
        "600, 0, 30, 600",
        "600, 60, 30, 90",
        "600, 60, , 600",
        "0, 60, , -1",
        "0, 60, 30, 90",
        "180, 0, , 180",
        "180, 10, 30, 40"
    })
    void aPodMayBePaddedForATimeAfterItWasScheduledOrInitialized(
            long afterScheduled, long afterInitialized, @Nullable Long initializedAfter, long expected) {
        PaddingTime padding = new PaddingTime(
                Optional.of(Duration.ofSeconds(afterScheduled)),
                Optional.of(Duration.ofSeconds(afterInitialized)),
                false);
        AssignedPod pod = started(Optional.ofNullable(initializedAfter), LoadEstimation.NONE);

        assertThat(padding.end(pod))
                .isEqualTo(expected < 0 ? Optional.empty() : Optional.of(NOW.plusSeconds(expected)));
    }

    @Test
    void aPodMaySayItsPaddingTimeItselfWhereThatIsAllowed() {
        LoadEstimation said =
                LoadEstimation.of(Map.of("scheduling.koordinator.sh/load-estimated-seconds-after-pod-scheduled", "10"));
        Optional<Duration> configured = Optional.of(Duration.ofMinutes(10));

        assertThat(new PaddingTime(configured, Optional.empty(), true).end(started(Optional.empty(), said)))
                .contains(NOW.plusSeconds(10));
        assertThat(new PaddingTime(configured, Optional.empty(), false).end(started(Optional.empty(), said)))
                .contains(NOW.plusSeconds(600));
    }

    /** Columns: seconds from scheduling to the report; CPU of a pod that uses 500 of the 3400 that were expected. */
    @ParameterizedTest
    @CsvSource({"65, 3400", "599, 3400", "600, 500", "700, 500"})
    void aReportCoversAPodOnlyAfterItsPaddingTime(long reportedAfter, long expected) {
        LoadRules defaults = LoadRules.DEFAULT;
        LoadRules rules = new LoadRules(
                defaults.resources(),
                defaults.policy(),
                defaults.estimator(),
                new PaddingTime(Optional.of(Duration.ofMinutes(10)), Optional.empty(), false),
                defaults.profile(),
                defaults.groups(),
                defaults.scale());
        NodeUsageReport report = Nodes.report(
                NOW.plusSeconds(reportedAfter), ResourceUsage.of(500, 0), List.of(), Nodes.usage("p", 500, 0));

        NodeLoad load = NodeLoad.of(Nodes.of(report), List.of(Nodes.assigned("p", 3400, 0, Duration.ZERO)), rules);

        assertThat(load.average().at(LoadResources.CPU)).isEqualTo(expected);
    }

    private static AssignedPod started(Optional<Long> initializedAfter, LoadEstimation said) {
        AssignedPod pod = Nodes.assigned("p", 1000, 0, Duration.ZERO);
        return new AssignedPod(
                pod.ref(), pod.priority(), pod.resources(), said, NOW, initializedAfter.map(NOW::plusSeconds), 0);
    }
}
