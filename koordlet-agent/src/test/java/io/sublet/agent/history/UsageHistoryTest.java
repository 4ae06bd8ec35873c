package io.sublet.agent.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.Seen;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.HostApplication;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.Aggregation;
import io.sublet.model.usage.CollectPolicy;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.model.usage.WindowUsage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UsageHistoryTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final ResourceUsage NOT_PREDICTED = ResourceUsage.missing("not predicted");

    private final SampleWindow window = new SampleWindow();

    @Test
    void averagesTheWindowAndLeavesOutWhatIsMissing() {
        UsageSeries series = new UsageSeries(10);
        series.add(0, ResourceUsage.missing("first"));
        series.add(1000, ResourceUsage.of(100, 10));
        series.add(2000, ResourceUsage.of(300, 30));
        assertThat(aggregate(series, Duration.ofSeconds(2), Duration.ofSeconds(2), Aggregation.AVG))
                .isEqualTo(ResourceUsage.of(200, 20));
        assertThat(aggregate(series, Duration.ofSeconds(2), Duration.ZERO, Aggregation.P99))
                .isEqualTo(ResourceUsage.of(300, 30));
        assertThat(aggregate(series, Duration.ofSeconds(60), SECOND, Aggregation.AVG)
                        .isMissing())
                .isTrue();
    }

    @Test
    void forgetsTheOldestSampleWhenItIsFull() {
        UsageSeries series = new UsageSeries(2);
        for (int i = 0; i < 5; i++) {
            series.add(i * 1000L, ResourceUsage.of(i, i));
        }
        assertThat(aggregate(series, Duration.ofSeconds(5), Duration.ofHours(1), Aggregation.P50))
                .isEqualTo(ResourceUsage.of(3, 3));
    }

    private ResourceUsage aggregate(UsageSeries series, Duration now, Duration length, Aggregation aggregation) {
        series.window(now, length, window);
        return window.aggregate(aggregation);
    }

    @Test
    void leavesPercentilesEmptyUntilHalfTheWindowIsSampled() {
        UsageHistory history = new UsageHistory(SECOND);
        Observation last = Seen.onCpus(4).build();
        for (int second = 0; second <= 150; second++) {
            last = Seen.onCpus(4).at(Duration.ofSeconds(second)).used(second).build();
            history.add(last);
        }
        NodeUsageReport report = history.report(last, CollectPolicy.DEFAULT, NOT_PREDICTED, NOT_PREDICTED);
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
    void listsPodsAndHostApplicationsWithTheirClasses() {
        UsageHistory history = new UsageHistory(SECOND);
        Observation seen = Seen.onCpus(4)
                .used(1000)
                .pod(QosClass.LS, KubeQos.BURSTABLE, 300)
                .pod(QosClass.BE, KubeQos.BEST_EFFORT, 200)
                .hostApplication(QosClass.LS, HostApplication.Base.CGROUP_ROOT, 100)
                .build();
        history.add(seen);
        NodeUsageReport report =
                history.report(seen, CollectPolicy.DEFAULT, ResourceUsage.of(700, 9), ResourceUsage.of(800, 10));
        assertThat(report.pods())
                .extracting("name", "qos")
                .containsExactly(tuple("pod-0", QosClass.LS), tuple("pod-1", QosClass.BE));
        assertThat(report.hostApplications())
                .extracting("name", "usage")
                .containsExactly(tuple("application-0", ResourceUsage.of(100, 0)));
        assertThat(report.system().cpu()).isEqualTo(Reading.of(new MilliCpu(400)));
        assertThat(report.prodReclaimable()).isEqualTo(ResourceUsage.of(700, 9));
        assertThat(report.prodPeak()).isEqualTo(ResourceUsage.of(800, 10));
    }

    @Test
    void forgetsPodsThatAreGone() {
        UsageHistory history = new UsageHistory(SECOND);
        history.add(Seen.onCpus(4).pod(QosClass.LS, KubeQos.BURSTABLE, 300).build());
        Observation without = Seen.onCpus(4).at(SECOND).build();
        history.add(without);
        assertThat(history.report(without, CollectPolicy.DEFAULT, NOT_PREDICTED, NOT_PREDICTED)
                        .pods())
                .isEmpty();
    }
}
