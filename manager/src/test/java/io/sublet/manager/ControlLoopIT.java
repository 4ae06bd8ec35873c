package io.sublet.manager;

import static io.sublet.manager.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.sublet.crds.nodemetric.NodeMetric;
import io.sublet.manager.kube.Leadership;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What nodes offer and who writes it, against a real API server. */
class ControlLoopIT extends ReplicasOnCluster {
    @Test
    void offersBatchSoonAfterTheReport() {
        start();
        offered();

        Instant written = Instant.now();
        cluster().report(node, written, "web-" + node, 10, 10);

        // Ten times the budget.
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(cluster().batch(node)).contains("48000 56000000000"));
    }

    @Test
    void countsAnOnlinePodFromItsBindingOn() {
        start();
        offered();

        cluster().run("late-" + node, node, "10", "10G");

        await().untilAsserted(() -> assertThat(cluster().batch(node)).contains("15000 23000000000"));
    }

    @Test
    void leavesTheRestOfTheNodeAlone() {
        start();
        cluster().configure(ENABLED);
        cluster().register(node);
        cluster()
                .client()
                .nodes()
                .withName(node)
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.STRATEGIC_MERGE),
                        "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}],"
                                + "\"images\":[{\"names\":[\"a\"]}]}}");
        Node before = cluster().node(node);
        awaitMetric(node);
        cluster().report(node, Instant.now(), "none", 0, 0);
        await().untilAsserted(() -> assertThat(cluster().batch(node)).isPresent());

        Node after = cluster().node(node);
        after.getStatus().getCapacity().keySet().removeIf(RealCluster::isExtended);
        after.getStatus().getAllocatable().keySet().removeIf(RealCluster::isExtended);
        assertThat(after.getStatus()).isEqualTo(before.getStatus());
        assertThat(after.getMetadata().getLabels())
                .isEqualTo(before.getMetadata().getLabels());
    }

    @Test
    void withdrawsWhenTheReportGrowsTooOldWithoutAnyEvent() {
        Replica replica = start();
        offered();

        cluster().report(node, Instant.now().minusSeconds(56), "web-" + node, 33, 33);
        await().untilAsserted(() -> assertThat(replica.loop().view().metric(node))
                .hasValueSatisfying(metric -> assertThat(
                                metric.report().updateTime().toOptional())
                        .hasValueSatisfying(
                                time -> assertThat(time).isBefore(Instant.now().minusSeconds(50)))));
        assertThat(cluster().batch(node)).isPresent();

        await().untilAsserted(() -> assertThat(cluster().hasNoBatch(node)).isTrue());
    }

    @Test
    void withdrawsWhenTheConfigMapGoesAway() {
        start();
        offered();

        cluster()
                .client()
                .configMaps()
                .inNamespace(RealCluster.NAMESPACE)
                .withName(RealCluster.CONFIG)
                .delete();

        await().untilAsserted(() -> assertThat(cluster().hasNoBatch(node)).isTrue());
    }

    @Test
    void asksForWhatTheStrategySays() {
        start();
        cluster().configure(Map.of("colocation-config", """
                {"enable":true,"metricReportIntervalSeconds":7,
                 "nodeConfigs":[{"name":"slow","nodeSelector":{"matchLabels":{"pool":"slow"}},
                                 "metricReportIntervalSeconds":77}]}"""));
        cluster().register(node);

        await().untilAsserted(() -> assertThat(reportInterval()).isEqualTo(7));
        cluster().label(node, "pool", "slow");
        await().untilAsserted(() -> assertThat(reportInterval()).isEqualTo(77));
    }

    private @Nullable Long reportInterval() {
        NodeMetric metric = Objects.requireNonNull(
                cluster().client().resources(NodeMetric.class).withName(node).get());
        return Objects.requireNonNull(Objects.requireNonNull(metric.getSpec()).metricCollectPolicy())
                .reportIntervalSeconds();
    }

    @Test
    void removesItsObjectsWithTheNode() {
        start();
        offered();

        cluster().client().nodes().withName(node).delete();

        await().untilAsserted(() -> {
            assertThat(cluster()
                            .client()
                            .resources(NodeMetric.class)
                            .withName(node)
                            .get())
                    .isNull();
            assertThat(slo(node)).isEqualTo(Map.of());
        });
    }

    @Test
    void writesNothingAfterARestartWhenNothingHasChanged() {
        start();
        offered();
        await().untilAsserted(() -> assertThat(enabled(node)).isTrue());
        replicas.removeFirst().close();

        Replica second = start();

        for (String concern : List.of("metric", "slo", "capacity")) {
            await().untilAsserted(() -> assertThat(second.holds(concern)).isPositive());
        }
        assertThat(second.writes()).isZero();
    }

    @Test
    void writesFromOneReplicaAndHandsOverWhenItEnds() {
        cluster().configure(ENABLED);
        Replica first = start(Optional.of(lease("first")));
        await().until(() -> first.loop().leads() && first.loop().isWarm());
        Replica second = start(Optional.of(lease("second")));
        await().until(second.loop()::isWarm);
        offered();
        assertThat(second.loop().leads()).isFalse();
        assertThat(second.writes()).isZero();
        assertThat(second.loop().capacity().assess(node)).isPresent();

        replicas.remove(first);
        first.close();
        cluster().report(node, Instant.now(), "web-" + node, 10, 10);

        await().untilAsserted(() -> assertThat(cluster().batch(node)).contains("48000 56000000000"));
        assertThat(second.loop().leads()).isTrue();
        assertThat(first.lost()).hasValue(0);
    }

    private static Leadership.Lease lease(String identity) {
        return new Leadership.Lease(RealCluster.NAMESPACE, "sublet-manager", identity, Duration.ofSeconds(8));
    }
}
