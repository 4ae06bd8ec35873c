package io.sublet.manager;

import static io.sublet.manager.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.sublet.crds.nodemetric.NodeMetric;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An API server that goes away and comes back. */
class OutageIT {
    private static final List<String> NODES =
            IntStream.range(0, 5).mapToObj(i -> "outage-" + i).toList();

    private static @Nullable RealCluster cluster;

    @BeforeAll
    static void startCluster() {
        cluster = RealCluster.start();
    }

    @AfterAll
    static void stopCluster() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static RealCluster cluster() {
        return java.util.Objects.requireNonNull(cluster);
    }

    @Test
    void bearsAnOutageAndReadsEachKindAtMostOnceAfterIt() throws IOException, InterruptedException {
        cluster()
                .configure(Map.of(
                        "colocation-config",
                        "{\"enable\":true,\"cpuReclaimThresholdPercent\":65,\"memoryReclaimThresholdPercent\":65,"
                                + "\"degradeTimeMinutes\":1}"));
        NODES.forEach(cluster()::register);
        try (OwnApiServer server = new OwnApiServer(cluster())) {
            server.start();
            try (Replica replica = Replica.start(server.connect(true), Optional.empty(), Clock.systemUTC())) {
                offered();
                // Too old some seconds after the API server has gone.
                NODES.forEach(node -> cluster().report(node, Instant.now().minusSeconds(45), "web", 33, 33));
                await().untilAsserted(() -> NODES.forEach(node -> assertThat(replica.loop()
                                .view()
                                .metric(node)
                                .orElseThrow()
                                .report()
                                .updateTime()
                                .toOptional())
                        .hasValueSatisfying(
                                time -> assertThat(time).isBefore(Instant.now().minusSeconds(40)))));
                Map<String, Long> listsBefore = lists(replica);

                server.kill();

                // Withdrawals are due and cannot be written.
                await().untilAsserted(() -> assertThat(pauses(replica)).isGreaterThanOrEqualTo(2));
                assertThat(attempts(replica, "patch"))
                        .as("all work waits for one")
                        .isLessThan(5.0 * pauses(replica));
                assertThat(replica.loop().isWarm()).isTrue();
                assertThat(replica.lost()).hasValue(0);

                server.start();

                await().untilAsserted(() -> NODES.forEach(
                        node -> assertThat(cluster().hasNoBatch(node)).isTrue()));
                offered();
                lists(replica)
                        .forEach((kind, count) -> assertThat(count - listsBefore.getOrDefault(kind, 0L))
                                .as("lists of " + kind)
                                .isLessThanOrEqualTo(1));
            }
        }
    }

    private static void offered() {
        await().untilAsserted(() -> NODES.forEach(node -> assertThat(cluster()
                        .client()
                        .resources(NodeMetric.class)
                        .withName(node)
                        .get())
                .isNotNull()));
        NODES.forEach(node -> cluster().report(node, Instant.now(), "web", 33, 33));
        await().untilAsserted(() ->
                NODES.forEach(node -> assertThat(cluster().batch(node)).isPresent()));
    }

    /** Lists that the API server has answered, by kind; each is one page here. */
    private static Map<String, Long> lists(Replica replica) {
        Map<String, Long> counts = new HashMap<>();
        for (Timer timer : replica.registry()
                .find("sublet.manager.api.request.duration")
                .tags("verb", "list", "code", "200")
                .timers()) {
            counts.put(timer.getId().getTag("kind"), timer.count());
        }
        return counts;
    }

    private static double attempts(Replica replica, String verb) {
        return replica
                .registry()
                .find("sublet.manager.api.request.duration")
                .tags("verb", verb, "code", "0")
                .timers()
                .stream()
                .mapToDouble(Timer::count)
                .sum();
    }

    private static double pauses(Replica replica) {
        return replica.registry().get("sublet.manager.queue.pauses").counter().count();
    }
}
