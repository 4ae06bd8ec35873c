package io.sublet.agent.cluster.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import io.sublet.agent.cluster.PodView;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.unit.CpuSet;
import io.sublet.protocol.json.Json;
import java.io.IOException;
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
                 "status":{"phase":"Running","qosClass":"BestEffort",
                  "containerStatuses":[{"name":"c","containerID":"containerd://ab","state":{"running":{}}}]}}
                """);
        assertThat(pod.ref().key()).isEqualTo("d/p");
        assertThat(pod.cgroupUid()).isEqualTo("u");
        assertThat(pod.kubeQos()).isEqualTo(KubeQos.BEST_EFFORT);
        assertThat(pod.qos()).isEqualTo(QosClass.BE);
        assertThat(pod.priority()).isEqualTo(PriorityClass.BATCH);
        assertThat(pod.active()).isTrue();
        assertThat(pod.boundCpus()).isEqualTo(CpuSet.of(1, 2));
        assertThat(pod.containers()).singleElement().satisfies(container -> {
            assertThat(container.id()).contains("containerd://ab");
            assertThat(container.requests()).containsEntry("kubernetes.io/batch-cpu", "500");
            assertThat(container.limits()).containsEntry("cpu", "1");
        });
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
