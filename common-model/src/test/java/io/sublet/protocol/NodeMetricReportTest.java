package io.sublet.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.Aggregation;
import io.sublet.model.usage.HostApplicationUsage;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.model.usage.NumaNodeUsage;
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

class NodeMetricReportTest {
    private static final long GIB = 1L << 30;

    private static final NodeUsageReport REPORT = new NodeUsageReport(
            Reading.of(Instant.parse("2026-01-01T00:00:00Z")),
            ResourceUsage.of(2500, 6 * GIB),
            ResourceUsage.of(500, GIB),
            List.of(new WindowUsage(
                    Duration.ofMinutes(5),
                    Map.of(
                            Aggregation.AVG, ResourceUsage.of(2400, 6 * GIB),
                            Aggregation.P95, ResourceUsage.of(3000, 6 * GIB)))),
            List.of(),
            List.of(
                    new NumaNodeUsage(0, ResourceUsage.of(2000, 2 * GIB)),
                    new NumaNodeUsage(1, ResourceUsage.of(500, GIB))),
            List.of(new PodUsage("prod", "web-0", PriorityClass.PROD, QosClass.LS, ResourceUsage.of(1500, 4 * GIB))),
            List.of(new HostApplicationUsage(
                    "nodemanager", PriorityClass.BATCH, QosClass.BE, ResourceUsage.of(200, GIB / 2))),
            ResourceUsage.of(3000, 4 * GIB),
            ResourceUsage.of(4000, 5 * GIB));

    private static NodeUsageReport parse(String json) {
        return NodeMetricReport.parse(Json.parseObject(json));
    }

    @Test
    void readsWhatTheAgentWrites() {
        assertThat(NodeMetricReport.parse(JsonObject.of(NodeMetricDocument.statusPatch(REPORT), "")))
                .isEqualTo(REPORT);
    }

    @Test
    void everythingIsMissingWithoutStatus() {
        assertThat(parse("{}")).isEqualTo(NodeUsageReport.none("NodeMetric has no status"));
        assertThat(parse("{\"status\":{}}").updateTime().isMissing()).isTrue();
        assertThat(parse("{\"status\":{}}").system().isMissing()).isTrue();
    }

    @Test
    void oneMissingResourceDoesNotHideTheOther() {
        ResourceUsage node = parse("{\"status\":{\"nodeMetric\":{\"nodeUsage\":{\"resources\":{\"cpu\":\"2\"}}}}}")
                .node();
        assertThat(node.cpu()).isEqualTo(Reading.of(new MilliCpu(2000)));
        assertThat(node.memory()).isEqualTo(Reading.missing("nodeUsage.memory: not reported"));
    }

    @Test
    void absurdAmountsAreMissing() {
        ResourceUsage node = parse("{\"status\":{\"nodeMetric\":{\"nodeUsage\":{\"resources\":"
                        + "{\"cpu\":\"-2\",\"memory\":\"99999E\"}}}}}")
                .node();
        assertThat(node.cpu()).isEqualTo(Reading.missing("nodeUsage.cpu: -2000m is negative"));
        assertThat(node.memory().isMissing()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"NaN\"",
                "\"Infinity\"",
                "\"1e18\"",
                "\"\"",
                "\"0x10\"",
                "1e100000000",
                "-1e18",
                "\"1e999999999\""
            })
    void whatIsNoAmountIsMissing(String cpu) {
        ResourceUsage node = parse("{\"status\":{\"nodeMetric\":{\"nodeUsage\":{\"resources\":{\"cpu\":" + cpu
                        + ",\"memory\":\"1Gi\"}}}}}")
                .node();
        assertThat(node.cpu().isMissing()).isTrue();
        assertThat(node.memory().isMissing()).isFalse();
    }

    @Test
    void unreadableTimeIsMissingWithItsText() {
        assertThat(parse("{\"status\":{\"updateTime\":\"yesterday\"}}").updateTime())
                .isEqualTo(Reading.missing("updateTime: 'yesterday' is not a time"));
    }

    @Test
    void podWithoutClassesCountsAsOnline() {
        PodUsage pod = parse(
                        "{\"status\":{\"podsMetric\":[{\"namespace\":\"prod\",\"name\":\"old\",\"qos\":\"gold\"}]}}")
                .pods()
                .getFirst();
        assertThat(pod.qos()).isEqualTo(QosClass.LS);
        assertThat(pod.priority()).isEqualTo(PriorityClass.PROD);
        assertThat(pod.usage().isMissing()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "koord-gold"})
    void hostApplicationWithoutAKnownClassCountsAsOnline(String priority) {
        HostApplicationUsage application = parse(
                        "{\"status\":{\"hostApplicationMetric\":[{\"name\":\"a\",\"priority\":\"" + priority + "\"}]}}")
                .hostApplications()
                .getFirst();
        assertThat(application.priority()).isEqualTo(PriorityClass.PROD);
    }

    @Test
    void bestEffortPodWithoutPriorityIsBatch() {
        assertThat(parse("{\"status\":{\"podsMetric\":[{\"name\":\"a\",\"priority\":\"\",\"qos\":\"BE\"}]}}")
                        .pods()
                        .getFirst()
                        .priority())
                .isEqualTo(PriorityClass.BATCH);
    }
}
