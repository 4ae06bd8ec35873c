package io.sublet.agent.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.Seen;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.Aggregation;
import io.sublet.model.usage.CollectPolicy;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.model.usage.WindowUsage;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class UsageHistoryTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void averagesTheWindowAndLeavesOutWhatIsMissing() {
        UsageSeries series = new UsageSeries(10);
        series.add(START, ResourceUsage.missing("first"));
        series.add(START.plusSeconds(1), ResourceUsage.of(100, 10));
        series.add(START.plusSeconds(2), ResourceUsage.of(300, 30));
        assertThat(series.window(START.plusSeconds(2), Duration.ofSeconds(2)).aggregate(a -> a[0] + a[a.length - 1]))
                .isEqualTo(ResourceUsage.of(400, 40));
        assertThat(series.window(START.plusSeconds(2), Duration.ZERO).aggregate(a -> a.length))
                .isEqualTo(ResourceUsage.of(1, 1));
        assertThat(series.window(START.plusSeconds(60), Duration.ofSeconds(1))
                        .aggregate(a -> 0)
                        .isMissing())
                .isTrue();
    }

    @Test
    void forgetsTheOldestSampleWhenItIsFull() {
        UsageSeries series = new UsageSeries(2);
        for (int i = 0; i < 5; i++) {
            series.add(START.plusSeconds(i), ResourceUsage.of(i, i));
        }
        assertThat(series.window(START.plusSeconds(5), Duration.ofHours(1)).aggregate(samples -> samples[0]))
                .isEqualTo(ResourceUsage.of(3, 3));
    }

    @Test
    void leavesPercentilesEmptyUntilHalfTheWindowIsSampled() {
        UsageHistory history = new UsageHistory(Duration.ofSeconds(1));
        Instant last = START;
        for (int second = 0; second <= 150; second++) {
            last = START.plusSeconds(second);
            history.add(at(last, second));
        }
        NodeUsageReport report = history.report(last, CollectPolicy.DEFAULT);
        WindowUsage five = report.nodeWindows().get(0);
        assertThat(five.usage()).containsOnlyKeys(Aggregation.values());
        assertThat(five.usage())
                .hasEntrySatisfying(
                        Aggregation.P50, usage -> assertThat(usage.cpu()).isEqualTo(Reading.of(new MilliCpu(74))));
        assertThat(five.usage())
                .hasEntrySatisfying(
                        Aggregation.P99, usage -> assertThat(usage.cpu()).isEqualTo(Reading.of(new MilliCpu(148))));
        assertThat(report.nodeWindows().get(1).usage()).isEmpty();
        assertThat(report.node().cpu()).isEqualTo(Reading.of(new MilliCpu(75)));
    }

    @Test
    void listsPodsByNamespaceAndNameWithTheirClasses() {
        UsageHistory history = new UsageHistory(Duration.ofSeconds(1));
        history.add(Seen.onCpus(4)
                .used(1000)
                .pod(QosClass.LS, KubeQos.BURSTABLE, 300)
                .pod(QosClass.BE, KubeQos.BEST_EFFORT, 200)
                .build());
        NodeUsageReport report = history.report(Instant.EPOCH, CollectPolicy.DEFAULT);
        assertThat(report.pods())
                .extracting("name", "qos")
                .containsExactly(tuple("pod-0", QosClass.LS), tuple("pod-1", QosClass.BE));
        assertThat(report.system().cpu()).isEqualTo(Reading.of(new MilliCpu(500)));
    }

    @Test
    void reportsAtTheIntervalAndSpreadsLongOnes() {
        ReportSchedule schedule = new ReportSchedule();
        Duration second = Duration.ofSeconds(1);
        assertThat(schedule.isDue(START, second, 0)).isFalse();
        assertThat(schedule.isDue(START.plusSeconds(1), second, 0)).isTrue();
        assertThat(schedule.isDue(START.plusMillis(1999), second, 1)).isFalse();
        assertThat(schedule.isDue(START.plusSeconds(2), second, 1)).isTrue();
        Duration minute = Duration.ofMinutes(1);
        assertThat(schedule.isDue(START.plusSeconds(3), minute, 1)).isFalse();
        assertThat(schedule.isDue(START.plusSeconds(9), minute, 1)).isTrue();
        assertThat(schedule.isDue(START.plusSeconds(9 + 65), minute, 0)).isFalse();
        assertThat(schedule.isDue(START.plusSeconds(9 + 66), minute, 0)).isTrue();
    }

    private static Observation at(Instant at, long milli) {
        Observation seen = Seen.onCpus(4).used(milli).build();
        return new Observation(
                at,
                seen.sinceLast(),
                seen.used(),
                seen.blindFor(),
                seen.machine(),
                seen.node(),
                seen.pods(),
                seen.slo(),
                seen.tier(),
                seen.kubelet(),
                seen.held());
    }
}
