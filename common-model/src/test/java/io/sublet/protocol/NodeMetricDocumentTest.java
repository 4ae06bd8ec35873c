package io.sublet.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.Aggregation;
import io.sublet.model.usage.CollectPolicy;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.model.usage.PodUsage;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.model.usage.WindowUsage;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeMetricDocumentTest {
    private static final long GIB = 1L << 30;

    @Test
    void writesTheStatusThatAManagerReads() {
        NodeUsageReport report = new NodeUsageReport(
                Reading.of(Instant.parse("2026-01-01T00:00:00.5Z")),
                ResourceUsage.of(2500, 6 * GIB),
                ResourceUsage.of(500, GIB),
                List.of(new WindowUsage(
                        Duration.ofMinutes(5), Map.of(Aggregation.P95, ResourceUsage.of(3000, 6 * GIB)))),
                List.of(),
                List.of(new PodUsage(
                        "prod", "web-0", PriorityClass.PROD, QosClass.LS, ResourceUsage.of(1500, 4 * GIB))),
                List.of(),
                ResourceUsage.missing("none"));
        assertThat(Json.write(NodeMetricDocument.statusPatch(report)))
                .isEqualTo("{\"status\":{\"updateTime\":\"2026-01-01T00:00:00Z\",\"nodeMetric\":{"
                        + "\"nodeUsage\":{\"resources\":{\"cpu\":\"2500m\",\"memory\":\"6Gi\"}},"
                        + "\"systemUsage\":{\"resources\":{\"cpu\":\"500m\",\"memory\":\"1Gi\"}},"
                        + "\"aggregatedNodeUsages\":[{\"usage\":{\"p95\":{\"resources\":{\"cpu\":\"3\",\"memory\":\"6Gi\"}}},"
                        + "\"duration\":\"5m0s\"}],\"aggregatedSystemUsages\":[],\"numaUsages\":null},"
                        + "\"podsMetric\":[{\"name\":\"web-0\",\"namespace\":\"prod\","
                        + "\"podUsage\":{\"resources\":{\"cpu\":\"1500m\",\"memory\":\"4Gi\"}},"
                        + "\"priority\":\"koord-prod\",\"qos\":\"LS\"}],"
                        + "\"hostApplicationMetric\":[],\"prodReclaimableMetric\":null,\"prodPeakMetric\":null}}");
    }

    @Test
    void removesWhatIsMissingAndNeverWritesZeroForIt() {
        ResourceUsage half = new ResourceUsage(Reading.of(new MilliCpu(1)), Reading.missing("unreadable"));
        NodeUsageReport none = NodeUsageReport.none("test");
        NodeUsageReport report = new NodeUsageReport(
                none.updateTime(),
                half,
                none.system(),
                List.of(),
                List.of(),
                List.of(new PodUsage("d", "p", PriorityClass.BATCH, QosClass.BE, half)),
                List.of(),
                none.prodReclaimable());
        assertThat(Json.write(NodeMetricDocument.statusPatch(report)))
                .contains("\"nodeUsage\":{\"resources\":{\"cpu\":\"1m\",\"memory\":null}}")
                .contains("\"podUsage\":{\"resources\":{\"cpu\":\"1m\"}}")
                .contains("\"updateTime\":null");
    }

    @Test
    void readsThePolicyThatItWrites() {
        assertThat(Json.write(NodeMetricDocument.spec(CollectPolicy.DEFAULT)))
                .contains("\"durations\":[\"5m0s\",\"10m0s\",\"30m0s\"]");
        assertThat(NodeMetricDocument.parseCollectPolicy(
                        JsonObject.of(NodeMetricDocument.spec(CollectPolicy.DEFAULT), "")
                                .objectOrEmpty("metricCollectPolicy")))
                .isEqualTo(new Parsed.Valid<>(CollectPolicy.DEFAULT));
    }

    @Test
    void readsThePolicyWithItsDefaults() {
        assertThat(NodeMetricDocument.parseCollectPolicy(Json.parseObject("{}")))
                .isEqualTo(new Parsed.Valid<>(CollectPolicy.DEFAULT));
        assertThat(NodeMetricDocument.parseCollectPolicy(
                        Json.parseObject("{\"aggregateDurationSeconds\":60,\"reportIntervalSeconds\":1,"
                                + "\"nodeAggregatePolicy\":{\"durations\":[\"1m0s\"]},"
                                + "\"nodeMemoryCollectPolicy\":\"usageWithPageCache\"}")))
                .isEqualTo(new Parsed.Valid<>(new CollectPolicy(
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(1),
                        List.of(Duration.ofMinutes(1)),
                        CollectPolicy.MemoryCollectPolicy.WITH_PAGE_CACHE)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"reportIntervalSeconds\":0}",
                "{\"reportIntervalSeconds\":9223372036854775807}",
                "{\"reportIntervalSeconds\":-9223372036854775808}",
                "{\"aggregateDurationSeconds\":-1}",
                "{\"aggregateDurationSeconds\":315360001}",
                "{\"nodeAggregatePolicy\":{\"durations\":[\"-5m\"]}}",
                "{\"nodeAggregatePolicy\":{\"durations\":[\"2562047h\"]}}",
                "{\"nodeAggregatePolicy\":{\"durations\":[\"soon\"]}}",
                "{\"nodeAggregatePolicy\":{\"durations\":[\"0s\"]}}"
            })
    void refusesAPolicyThatCannotBeMeant(String policy) {
        assertThat(NodeMetricDocument.parseCollectPolicy(Json.parseObject(policy)))
                .isInstanceOf(Parsed.Invalid.class);
    }
}
