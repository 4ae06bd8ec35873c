package io.sublet.extender;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.extender.PinCluster.Replica;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
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

    private CompletableFuture<Void> burst() {
        CompletableFuture<Void> creating = cluster().createPinned("pair-", "pair", "2", PODS);
        PinCluster.awaiting().until(() -> cluster().assertDisjoint("pair-", 2) >= 40);
        return creating;
    }

    private void assertAllPlaced(Replica by) {
        PinCluster.awaiting().atMost(Duration.ofMinutes(5)).untilAsserted(() -> {
            by.keepScheduling();
            int placed = cluster().assertDisjoint("pair-", 2);
            assertThat(placed)
                    .as(() -> "pods placed, of the others " + cluster().unplaced("pair-"))
                    .isEqualTo(PODS);
        });
    }

    @Test
    void anOrderlyHandOver() throws Exception {
        Replica first = cluster().replica("first");
        first.awaitReady();
        Replica second = cluster().replica("second");
        second.awaitReady();
        CompletableFuture<Void> creating = burst();

        first.scheduler.close();
        first.extender.close();
        assertThat(cluster().assertDisjoint("pair-", 2)).isLessThan(PODS);

        creating.join();
        assertAllPlaced(second);
        assertThat(second.metric("sublet_extender_binding_right")).isEqualTo("1.0");
    }

    @Test
    void theLeaderIsStoppedInTheMiddleAndWakesUpLater() throws Exception {
        Replica first = cluster().replica("first");
        first.awaitReady();
        Replica second = cluster().replica("second");
        second.awaitReady();
        CompletableFuture<Void> creating = burst();

        first.scheduler.signal("STOP");
        first.extender.signal("STOP");
        PinCluster.awaiting()
                .until(() -> second.metric("sublet_extender_binding_right").equals("1.0"));
        first.extender.signal("CONT");
        first.scheduler.signal("CONT");

        creating.join();
        assertAllPlaced(second);
        assertThat(first.metric("sublet_extender_binding_right")).isEqualTo("0.0");
    }
}
