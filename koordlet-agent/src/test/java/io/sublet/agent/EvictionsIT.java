package io.sublet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.sublet.agent.act.Evictor;
import io.sublet.agent.act.Outcome;
import io.sublet.agent.cluster.http.ApiAccess;
import io.sublet.agent.cluster.http.ApiCluster;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.ModeReason;
import io.sublet.model.pod.PodRef;
import io.sublet.model.reason.Reason;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evictions with the agent's own rights, by a real API server. */
class EvictionsIT {
    private static final String NODE = "evicting";
    private static final long MINUTE = 60_000_000_000L;

    @TempDir
    private static Path folder = Path.of("");

    private static @Nullable AgentCluster server;
    private static @Nullable ApiCluster cluster;

    private Evictor evictor = evictor();

    @BeforeAll
    static void startServer() throws IOException {
        AgentCluster real = AgentCluster.start();
        server = real;
        real.writeAuthority(folder.resolve("ca.crt"));
        real.writeToken(folder.resolve("token"));
        cluster = new ApiCluster(
                new ApiAccess(
                        URI.create(real.url()),
                        Optional.of(folder.resolve("token")),
                        Optional.of(folder.resolve("ca.crt"))),
                NODE,
                false,
                Optional.empty());
        real.apply("{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"" + NODE + "\"}}");
    }

    @AfterAll
    static void stopServer() {
        Objects.requireNonNull(server).close();
    }

    @BeforeEach
    void follow() {
        if (cluster().evictions().stale().isPresent()) {
            assertThat(ask(evictor, "nobody", "uid", false).result()).isEqualTo("deferred");
            cluster().start();
        }
        Awaitility.await().until(() -> cluster().evictions().stale().isEmpty());
    }

    @Test
    void removesAPodAndNoOtherOneOfItsName() {
        Pod pod = api().runningPod("leaving", "app", "none");
        assertThat(outcome("leaving", "another-uid", false)).isInstanceOf(Outcome.Gone.class);
        assertThat(api().isLeaving("leaving")).isFalse();
        assertThat(outcome("leaving", pod.getMetadata().getUid(), false)).isInstanceOf(Outcome.Applied.class);
        assertThat(api().isLeaving("leaving")).isTrue();
    }

    @Test
    void saysThatAPodIsGone() {
        assertThat(outcome("never-was", "uid", false)).isInstanceOf(Outcome.Gone.class);
    }

    @Test
    void removesNothingInADryRun() {
        Pod pod = api().runningPod("observed", "app", "none");
        assertThat(outcome("observed", pod.getMetadata().getUid(), true)).isInstanceOf(Outcome.Planned.class);
        assertThat(api().isLeaving("observed")).isFalse();
    }

    @Test
    void keepsToTheDisruptionBudget() {
        api().apply("""
                {"apiVersion":"policy/v1","kind":"PodDisruptionBudget","metadata":{"name":"budget","namespace":"default"},
                 "spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"protected"}}}}""");
        Pod pod = api().runningPod("protected", "app", "protected");
        assertThat(outcome("protected", pod.getMetadata().getUid(), false))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.cause())
                                .contains("HTTP 429")
                                .contains("disruption budget"));
        assertThat(api().isLeaving("protected")).isFalse();
        assertThat(evictor.status(System.nanoTime()).refused())
                .containsKey(pod.getMetadata().getUid());
    }

    private Outcome outcome(String name, String uid, boolean dryRun) {
        evictor = evictor();
        assertThat(ask(evictor, name, uid, dryRun)).isInstanceOf(Outcome.Asked.class);
        List<Outcome> answers = new ArrayList<>();
        Awaitility.await().until(() -> {
            answers.addAll(evictor.answers());
            return !answers.isEmpty();
        });
        return answers.getFirst();
    }

    private static Outcome ask(Evictor evictor, String name, String uid, boolean dryRun) {
        Action.EvictPod action =
                new Action.EvictPod("test", new PodRef("default", name, uid), Reason.of(ModeReason.Restored));
        return evictor.apply(List.of(action), dryRun, pod -> Optional.empty(), System.nanoTime())
                .getFirst();
    }

    private static Evictor evictor() {
        return new Evictor(cluster().evictions(), 10, System.nanoTime() - MINUTE);
    }

    private static ApiCluster cluster() {
        return Objects.requireNonNull(cluster);
    }

    private static AgentCluster api() {
        return Objects.requireNonNull(server);
    }
}
