package io.sublet.crds.nodemetric;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.Aggregation;
import io.sublet.model.usage.CollectPolicy;
import io.sublet.model.usage.HostApplicationUsage;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.model.usage.PodUsage;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.model.usage.WindowUsage;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NodeMetricMapperTest {
    private static final long GIB = 1L << 30;

    @Test
    void readsWhatAnAgentReports() throws IOException {
        try (InputStream sample = Objects.requireNonNull(getClass().getResourceAsStream("/samples/nodemetric.yaml"))) {
            NodeMetric metric = new KubernetesSerialization().unmarshal(sample, NodeMetric.class);
            assertThat(NodeMetricMapper.report(metric))
                    .isEqualTo(new NodeUsageReport(
                            Reading.of(Instant.parse("2026-01-01T00:00:00Z")),
                            ResourceUsage.of(2500, 6 * GIB),
                            ResourceUsage.of(500, GIB),
                            List.of(new WindowUsage(
                                    Duration.ofMinutes(5),
                                    Map.of(
                                            Aggregation.AVG, ResourceUsage.of(2400, 6 * GIB),
                                            Aggregation.P95, ResourceUsage.of(3000, 6 * GIB)))),
                            List.of(),
                            List.of(new PodUsage(
                                    "prod", "web-0", PriorityClass.PROD, QosClass.LS, ResourceUsage.of(1500, 4 * GIB))),
                            List.of(new HostApplicationUsage(
                                    "nodemanager", PriorityClass.BATCH, QosClass.BE, ResourceUsage.of(200, GIB / 2))),
                            ResourceUsage.of(3000, 4 * GIB)));
        }
    }

    @Test
    void everythingIsMissingWithoutStatus() {
        NodeUsageReport report = NodeMetricMapper.report(new NodeMetric());
        assertThat(report).isEqualTo(NodeUsageReport.none("NodeMetric has no status"));
    }

    @Test
    void emptyStatusIsMissingNotZero() {
        NodeUsageReport report = NodeMetricMapper.report(status(null, null, List.of()));
        assertThat(report.updateTime().isMissing()).isTrue();
        assertThat(report.node().isMissing()).isTrue();
        assertThat(report.system().isMissing()).isTrue();
        assertThat(report.prodReclaimable().isMissing()).isTrue();
    }

    @Test
    void oneMissingResourceDoesNotHideTheOther() {
        ResourceUsage node = NodeMetricMapper.report(status(null, Map.of("cpu", new Quantity("2")), List.of()))
                .node();
        assertThat(node.cpu()).isEqualTo(Reading.of(new MilliCpu(2000)));
        assertThat(node.memory()).isEqualTo(Reading.missing("nodeUsage.memory: not reported"));
    }

    @Test
    void absurdAmountsAreMissing() {
        Map<String, Quantity> amounts = Map.of("cpu", new Quantity("-2"), "memory", new Quantity("99999E"));
        ResourceUsage node =
                NodeMetricMapper.report(status(null, amounts, List.of())).node();
        assertThat(node.cpu()).isEqualTo(Reading.missing("nodeUsage.cpu: -2000m is negative"));
        assertThat(node.memory().isMissing()).isTrue();
    }

    @Test
    void unreadableTimeIsMissingWithItsText() {
        assertThat(NodeMetricMapper.report(status("yesterday", null, List.of())).updateTime())
                .isEqualTo(Reading.missing("updateTime: 'yesterday' is not a time"));
    }

    @Test
    void podWithoutClassesCountsAsOnline() {
        PodMetricInfo pod = new PodMetricInfo("prod", "old", null, null, "gold", Map.of(), Map.of());
        PodUsage usage =
                NodeMetricMapper.report(status(null, null, List.of(pod))).pods().getFirst();
        assertThat(usage.qos()).isEqualTo(QosClass.LS);
        assertThat(usage.priority()).isEqualTo(PriorityClass.PROD);
        assertThat(usage.usage().isMissing()).isTrue();
    }

    @Test
    void bestEffortPodWithoutPriorityIsBatch() {
        PodMetricInfo pod = new PodMetricInfo("jobs", "a", null, "", "BE", Map.of(), Map.of());
        assertThat(NodeMetricMapper.report(status(null, null, List.of(pod)))
                        .pods()
                        .getFirst()
                        .priority())
                .isEqualTo(PriorityClass.BATCH);
    }

    @Test
    void asksForDurationsInTheTextThatGoWrites() {
        assertThat(NodeMetricMapper.spec(CollectPolicy.DEFAULT))
                .isEqualTo(new NodeMetricSpec(new MetricCollectPolicy(
                        300L,
                        60L,
                        new NodeAggregatePolicy(List.of("5m0s", "10m0s", "30m0s")),
                        "usageWithoutPageCache")));
    }

    private static NodeMetricStatus status(
            @Nullable String time, @Nullable Map<String, Quantity> nodeUsage, List<PodMetricInfo> pods) {
        NodeUsageInfo node = nodeUsage == null
                ? null
                : new NodeUsageInfo(ResourceMap.of(nodeUsage), null, List.of(), List.of(), List.of(), Map.of());
        return new NodeMetricStatus(time, node, pods, List.of(), null, null, Map.of());
    }
}
