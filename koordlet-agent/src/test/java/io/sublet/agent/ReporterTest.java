package io.sublet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.history.UsageHistory;
import io.sublet.agent.kernel.FakeStore;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.predict.ModelStore;
import io.sublet.agent.predict.Predictor;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.CollectPolicy;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.protocol.NodeMetricDocument;
import io.sublet.protocol.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReporterTest {
    private static final Reading<MilliCpu> NO_RATE = Reading.missing("the first sample has no rate");

    private final List<NodeUsageReport> reports = new ArrayList<>();
    private Reading<CollectPolicy> asked = Reading.of(CollectPolicy.DEFAULT);
    private final Reporter reporter = new Reporter(
            new UsageHistory(Duration.ofSeconds(1)),
            new Predictor(new ModelStore(new FakeStore()), Duration.ofHours(1)),
            () -> asked,
            reports::add);

    private static Seen node() {
        return Seen.onCpus(4).memory(8L << 30, 4L << 30).used(2000);
    }

    private static Seen pod(Seen node, Reading<MilliCpu> cpu) {
        return node.pod(QosClass.LS, KubeQos.BURSTABLE, cpu, CpuSet.EMPTY);
    }

    private void add(Observation seen) {
        reporter.add(seen);
    }

    @Test
    void reportsAtTheFirstLookAtPodsWhereAllOfThemHaveRates() {
        add(node().podsUnknown().build());
        add(pod(pod(node(), Reading.of(new MilliCpu(300))), Reading.of(MilliCpu.ZERO))
                .build());
        assertThat(reports)
                .singleElement()
                .satisfies(report -> assertThat(report.pods()).hasSize(2));
    }

    @Test
    void looksTwiceWhereAPodHasNoneAndNotForEver() {
        add(pod(node(), NO_RATE).build());
        assertThat(reports).isEmpty();
        add(pod(node(), NO_RATE).build());
        assertThat(reports).hasSize(1);
    }

    @Test
    void waitsForTheUsageOfTheNodeAndForSomewhereToReportTo() {
        add(pod(node(), Reading.of(MilliCpu.ZERO))
                .usageMissingFor(Duration.ofSeconds(1))
                .build());
        asked = Reading.missing("no NodeMetric");
        add(pod(node(), Reading.of(MilliCpu.ZERO)).build());
        assertThat(reports).isEmpty();
        asked = Reading.of(CollectPolicy.DEFAULT);
        add(pod(node(), Reading.of(MilliCpu.ZERO)).build());
        assertThat(reports).hasSize(1);
    }

    /** NodeMetric's definition has no bounds: Koordinator's has none. */
    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1, 315_360_000, 315_360_001, Long.MAX_VALUE / 1000, Long.MAX_VALUE})
    void reportsWhateverTimesAreAskedFor(long seconds) {
        String policy = "{\"reportIntervalSeconds\":" + seconds + ",\"aggregateDurationSeconds\":" + seconds + "}";
        asked = Reading.of(NodeMetricDocument.parseCollectPolicy(Json.parseObject(policy))
                .valid()
                .orElse(CollectPolicy.DEFAULT));
        add(pod(node(), Reading.of(MilliCpu.ZERO)).build());
        add(pod(node(), Reading.of(MilliCpu.ZERO)).build());
        assertThat(reports.getFirst().node().cpu()).isEqualTo(Reading.of(new MilliCpu(2000)));
    }
}
