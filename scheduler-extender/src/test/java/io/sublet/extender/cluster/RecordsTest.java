package io.sublet.extender.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.sublet.extender.rank.AssignedPod;
import io.sublet.extender.rank.LoadRules;
import io.sublet.extender.rank.NodeFacts;
import io.sublet.extender.rank.NodeReport;
import io.sublet.extender.rank.NodeRow;
import io.sublet.extender.rank.Nodes;
import io.sublet.extender.rank.ResourceAmounts;
import io.sublet.protocol.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'resources':{'cpu':'2','memory':'4Gi'}}           | 30000 | 64424509440",
                "{'reservedCPUs':'0-3'}                              | 28000 | 68719476736",
                "{'reservedCPUs':'0-3','applyPolicy':'ReservedCPUsOnly'} | 32000 | 68719476736",
                "{'resources':{'cpu':'40'}}                          | 0     | 68719476736",
                "{'resources':{'cpu':'two'}}                         | 32000 | 68719476736"
            })
    void whatIsReservedForANodeIsTakenOffWhatPodsMayAskFor(String annotation, long milliCpu, long bytes) {
        Node node = new NodeBuilder()
                .withNewMetadata()
                .withName("n")
                .addToAnnotations("node.koordinator.sh/reservation", annotation.replace('\'', '"'))
                .endMetadata()
                .withNewStatus()
                .addToAllocatable("cpu", new Quantity("32"))
                .addToAllocatable("memory", new Quantity("64Gi"))
                .addToAllocatable("kubernetes.io/batch-cpu", new Quantity("10k"))
                .endStatus()
                .build();

        NodeFacts facts = Records.node(node);

        assertThat(facts.offer().forPods())
                .isEqualTo(new ResourceAmounts(
                        Map.of("cpu", milliCpu, "memory", bytes, "kubernetes.io/batch-cpu", 10_000L)));
        assertThat(facts.offer().allocatable().of("cpu")).isEqualTo(32_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{'cpuset':'0-3,8'} | 5", "{'numaNodeResources':[]} | 0", "{'cpuset':'x'} | 0"})
    void aPodIsBoundToTheCpusOfItsStatus(String status, int cpus) {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withUid("uid-a")
                .addToAnnotations("scheduling.koordinator.sh/resource-status", status.replace('\'', '"'))
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .build();

        assertThat(new Records().assigned(pod, Nodes.NOW).boundCpus()).isEqualTo(cpus);
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
