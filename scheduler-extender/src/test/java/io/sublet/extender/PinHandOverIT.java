package io.sublet.extender;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.extender.PinCluster.Replica;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas, each a stock kube-scheduler and an extender; one of them leads. */
class PinHandOverIT {
    private static final int PODS = 300;

    @TempDir
    private @Nullable Path folder;

    private @Nullable PinCluster started;

    @BeforeEach
    void start() throws Exception {
        started = PinCluster.start(Objects.requireNonNull(folder));
        for (int i = 0; i < 10; i++) {
            started.node("node-" + i, "pair", PinCluster.machine(2, 32), Map.of());
        }
    }

    @AfterEach
    void stop() {
        if (started != null) {
            started.close();
        }
    }

    private PinCluster cluster() {
        return Objects.requireNonNull(started);
    }

    private void burst() {
        cluster().createPinned("pair-", "pair", "2", PODS);
        PinCluster.awaiting().until(() -> cluster().assertDisjoint("pair-", 2) >= 40);
    }

    private void assertAllPlaced() {
        PinCluster.awaiting()
                .atMost(Duration.ofMinutes(5))
                .untilAsserted(
                        () -> assertThat(cluster().assertDisjoint("pair-", 2)).isEqualTo(PODS));
    }

    @Test
    void anOrderlyHandOver() throws Exception {
        Replica first = cluster().replica("first");
        first.awaitReady();
        Replica second = cluster().replica("second");
        second.awaitReady();
        burst();

        first.scheduler.close();
        first.extender.close();
        assertThat(cluster().assertDisjoint("pair-", 2)).isLessThan(PODS);

        assertAllPlaced();
        assertThat(second.metric("sublet_extender_binding_right")).isEqualTo("1.0");
    }

    @Test
    void theLeaderIsStoppedInTheMiddleAndWakesUpLater() throws Exception {
        Replica first = cluster().replica("first");
        first.awaitReady();
        Replica second = cluster().replica("second");
        second.awaitReady();
        burst();

        first.scheduler.signal("STOP");
        first.extender.signal("STOP");
        PinCluster.awaiting()
                .until(() -> second.metric("sublet_extender_binding_right").equals("1.0"));
        first.extender.signal("CONT");
        first.scheduler.signal("CONT");

        assertAllPlaced();
        assertThat(first.metric("sublet_extender_binding_right")).isEqualTo("0.0");
    }
}
