package io.sublet.extender.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.sublet.extender.rank.AssignedPod;
import io.sublet.extender.rank.LoadRules;
import io.sublet.extender.rank.NodeReport;
import io.sublet.extender.rank.NodeRow;
import io.sublet.extender.rank.Nodes;
import io.sublet.extender.rank.ResourceAmounts;
import io.sublet.protocol.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordsTest {
    /** With usage of the pod {@code default/a}. */
    private static NodeReport report(String interval) {
        GenericKubernetesResource metric = new GenericKubernetesResource();
        metric.setMetadata(new ObjectMetaBuilder().withName("n").build());
        metric.setAdditionalProperties(
                Json.parseObject("{\"spec\":{\"metricCollectPolicy\":{\"reportIntervalSeconds\":" + interval
                                + "}},\"status\":{\"updateTime\":\"2026-01-01T12:00:00Z\",\"nodeMetric\":{\"nodeUsage\":"
                                + "{\"resources\":{\"cpu\":\"4\",\"memory\":\"1Gi\"}}},\"podsMetric\":[{\"namespace\":\"default\","
                                + "\"name\":\"a\",\"podUsage\":{\"resources\":{\"cpu\":\"1\",\"memory\":\"1Gi\"}}}]}}")
                        .fields());
        return Records.report(metric);
    }

    @ParameterizedTest
    @CsvSource({"15, 15", "0, 60", "-1, 60", "null, 60", "9223372036854775807, 86400"})
    void theIntervalOfReportsIsOneThatCanBe(String said, long seconds) {
        assertThat(report(said).interval()).isEqualTo(Duration.ofSeconds(seconds));
    }

    /** One node that cannot be summed up would take the whole snapshot with it. */
    @Test
    void aNodeWithAnAbsurdIntervalCanBeSummedUp() {
        NodeRow row = NodeRow.of(
                Nodes.node("n", 32, 128).row(LoadRules.DEFAULT).facts(),
                Optional.of(report("9223372036854775807")),
                List.of(Nodes.assigned("a", 1000, 1L << 30, Duration.ofMinutes(5))),
                LoadRules.DEFAULT);

        assertThat(row.general(0)).isGreaterThanOrEqualTo(4000);
    }

    /** The API takes up to 9223372036854775807 cores; a pod that were left out for it would hide the CPUs that it holds. */
    @ParameterizedTest
    @CsvSource({"10P", "9E", "9223372036854775807"})
    void aPodWithAnAbsurdLimitIsNotLeftOut(String cores) {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("a")
                .withUid("uid-a")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("c")
                .withNewResources()
                .addToRequests("cpu", new Quantity("2"))
                .addToLimits("cpu", new Quantity(cores))
                .endResources()
                .endContainer()
                .endSpec()
                .build();

        AssignedPod assigned = new Records().assigned(pod, Nodes.NOW);

        assertThat(assigned.resources().requests().of("cpu")).isEqualTo(2000);
        assertThat(assigned.resources().limits().of("cpu")).isEqualTo(ResourceAmounts.LARGEST);
    }
}
