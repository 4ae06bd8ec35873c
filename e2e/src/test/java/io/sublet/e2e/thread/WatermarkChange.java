package io.sublet.e2e.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.sublet.e2e.scenario.TierTrace;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Percent;
import java.time.Duration;
import java.time.Instant;

/** How long a person's change of a threshold in the ConfigMap takes to the kernel's file on the node. */
final class WatermarkChange {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    /** Ten times what is wanted of an idle machine. */
    private static final Duration MOST = Duration.ofSeconds(50);

    private static final String PATCH = "kubectl -n sublet-system patch configmap slo-controller-config --type=merge -p"
            + " '{\"data\":{\"resource-threshold-config\":"
            + "\"{\\\"clusterStrategy\\\":{\\\"enable\\\":true,\\\"cpuSuppressPolicy\\\":\\\"cfsQuota\\\","
            + "\\\"cpuSuppressThresholdPercent\\\":%d}}\"}}'";

    private final InstalledCluster cluster;

    WatermarkChange(InstalledCluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Lowers the threshold and puts it back.
     *
     * @param level the limit of best effort before
     * @return from the command's start until the node's file is clearly lower
     */
    Duration measure(TierTrace trace, MilliCpu level) {
        MilliCpu lower = level.times(new Percent(60));
        Instant start = Instant.now();
        cluster.operator().run(PATCH.formatted(25));
        await("lower limit in the kernel")
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> trace.firstSince(
                                start,
                                quota -> quota.filter(now -> now.compareTo(lower) < 0)
                                        .isPresent())
                        .isPresent());
        Duration took = Duration.between(
                start,
                trace.firstSince(
                                start,
                                quota -> quota.filter(now -> now.compareTo(lower) < 0)
                                        .isPresent())
                        .orElseThrow()
                        .at());
        assertThat(took).isLessThan(MOST);
        await("the plugin shows it").atMost(LIMIT).until(() -> shownLimit() < lower.value());

        cluster.operator().run(PATCH.formatted(80));
        MilliCpu back = level.times(new Percent(80));
        await("limit is back")
                .atMost(LIMIT)
                .until(() ->
                        trace.quota().filter(now -> now.compareTo(back) >= 0).isPresent());
        return took;
    }

    private long shownLimit() {
        JsonNode status = new KubernetesSerialization()
                .unmarshal(cluster.operator().run("kubectl sublet status -o json"), JsonNode.class);
        return status.at("/nodes/0/limitMilliCpu").asLong(Long.MAX_VALUE);
    }
}
