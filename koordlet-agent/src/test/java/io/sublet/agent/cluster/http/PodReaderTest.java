package io.sublet.agent.cluster.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonParser;
import io.sublet.agent.cluster.ContainerView;
import io.sublet.agent.cluster.PodRequests;
import io.sublet.agent.cluster.PodView;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.MilliCpu;
import io.sublet.protocol.json.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PodReaderTest {
    @Test
    void keepsWhatMattersOfAPod() throws IOException {
        PodView pod = read("""
                {"metadata":{"name":"p","namespace":"d","uid":"u","resourceVersion":"5","ownerReferences":[{"uid":"x"}],
                  "labels":{"koordinator.sh/qosClass":"BE","a":"b"},
                  "annotations":{"scheduling.koordinator.sh/resource-status":"{\\"cpuset\\":\\"1-2\\"}"}},
                 "spec":{"priority":5500,"volumes":[{"name":"v"}],"containers":[{"name":"c","env":[{"name":"uid"}],
                  "resources":{"requests":{"kubernetes.io/batch-cpu":"500"},"limits":{"cpu":1}}}]},
                 "status":{"phase":"Running","qosClass":"BestEffort","podIP":"10.0.0.5","podIPs":[{"ip":"10.0.0.5"},{"ip":"fd00::5"}],
                  "containerStatuses":[{"name":"c","containerID":"containerd://ab","state":{"running":{}}}]}}
                """);
        assertThat(pod.ref().key()).isEqualTo("d/p");
        assertThat(pod.cgroupUid()).isEqualTo("u");
        assertThat(pod.kubeQos()).isEqualTo(KubeQos.BEST_EFFORT);
        assertThat(pod.qos()).isEqualTo(QosClass.BE);
        assertThat(pod.priority()).isEqualTo(PriorityClass.BATCH);
        assertThat(pod.active()).isTrue();
        assertThat(pod.address()).isEqualTo(new PodView.Address(List.of("10.0.0.5", "fd00::5"), false));
        assertThat(pod.boundCpus()).isEqualTo(CpuSet.of(1, 2));
        assertThat(pod.containers()).singleElement().satisfies(container -> {
            assertThat(container.id()).contains("containerd://ab");
            assertThat(container.requests()).containsEntry("kubernetes.io/batch-cpu", "500");
            assertThat(container.limits()).containsEntry("cpu", "1");
        });
    }

    @Test
    void countsWhatAPodAsksForAsTheSchedulerDoes() throws IOException {
        PodView pod = read("""
                {"metadata":{"name":"p","namespace":"d","uid":"u","creationTimestamp":"2026-01-02T03:04:05Z",
                  "deletionTimestamp":"2026-01-02T03:04:06Z"},
                 "spec":{"overhead":{"cpu":"50m"},"initContainers":[
                   {"name":"s","restartPolicy":"Always","resources":{"requests":{"cpu":"100m","memory":"1Gi"}}},
                   {"name":"i","resources":{"requests":{"cpu":"3"}}}],
                  "containers":[{"name":"a","resources":{"requests":{"cpu":"1","kubernetes.io/batch-cpu":"2k"}}},
                   {"name":"b","resources":{"requests":{"cpu":"500m","memory":"1Gi","kubernetes.io/batch-cpu":500}}}],
                  "ephemeralContainers":[{"name":"e"}]},
                 "status":{"phase":"Running","initContainerStatuses":[{"name":"s","containerID":"cri-o://aa"}],
                  "ephemeralContainerStatuses":[{"name":"e","containerID":"cri-o://bb"}]}}
                """);
        assertThat(PodRequests.of(pod)).isEqualTo(CpuMemory.of(3150, 2L << 30));
        assertThat(PodRequests.batchCpu(pod)).isEqualTo(new MilliCpu(2500));
        assertThat(pod.containers())
                .extracting(
                        ContainerView::name,
                        ContainerView::kind,
                        container -> container.id().orElse(""))
                .containsExactly(
                        tuple("s", ContainerView.Kind.SIDECAR, "cri-o://aa"),
                        tuple("i", ContainerView.Kind.INIT, ""),
                        tuple("a", ContainerView.Kind.MAIN, ""),
                        tuple("b", ContainerView.Kind.MAIN, ""),
                        tuple("e", ContainerView.Kind.EPHEMERAL, "cri-o://bb"));
        assertThat(pod.life()).isEqualTo(new PodView.Life(Instant.parse("2026-01-02T03:04:05Z"), true));
    }

    @Test
    void knowsAStaticPodByItsHashAndAnEndedOneByItsPhase() throws IOException {
        PodView pod = read("""
                {"metadata":{"name":"p","namespace":"d","uid":"u","annotations":
                  {"kubernetes.io/config.hash":"h","kubernetes.io/config.mirror":"h"}},
                 "spec":{},"status":{"phase":"Succeeded","qosClass":"Guaranteed"}}
                """);
        assertThat(pod.cgroupUid()).isEqualTo("h");
        assertThat(pod.active()).isFalse();
        assertThat(pod.qos()).isEqualTo(QosClass.LSR);
    }

    private static PodView read(String json) throws IOException {
        try (JsonParser parser = Json.factory().createParser(json)) {
            parser.nextToken();
            return new PodReader().read(parser).value().orElseThrow();
        }
    }
}
