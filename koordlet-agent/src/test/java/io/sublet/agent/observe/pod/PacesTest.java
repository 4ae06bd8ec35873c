package io.sublet.agent.observe.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.observe.group.Pace;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.NodeSlo;
import org.junit.jupiter.api.Test;

class PacesTest {
    private static final Reading<NodeSlo> NO_POLICY = Reading.missing("test");

    @Test
    void readsMemoryOfBestEffortMoreOftenWhereSomethingIsWritten() {
        assertThat(Paces.of(NO_POLICY, false).ofContainers(Pods.pod("p", KubeQos.BEST_EFFORT)))
                .isEqualTo(Pace.TO_LIMIT);
        assertThat(Paces.of(NO_POLICY, true).ofContainers(Pods.pod("p", KubeQos.BEST_EFFORT)))
                .isEqualTo(Pace.LIMITED);
        assertThat(Pace.LIMITED.memory()).isLessThan(Pace.TO_LIMIT.memory());
    }

    @Test
    void looksCloselyOnlyAtWhatMayBurst() {
        assertThat(Paces.of(NO_POLICY, true).ofContainers(Pods.pod("p", KubeQos.BURSTABLE)))
                .isEqualTo(Pace.SHOWN);
        assertThat(new Paces(true, false, true).ofContainers(Pods.pod("p", KubeQos.BURSTABLE)))
                .isEqualTo(Pace.CLOSE);
    }

    @Test
    void readsMemoryOfBestEffortPodsMoreOftenWhereTheyMayBeChosenByIt() {
        PodView pod = Pods.pod("p", KubeQos.BEST_EFFORT);
        assertThat(Paces.of(Reading.of(NodeSlo.DEFAULT), true).ofPod(pod)).isEqualTo(Pace.REPORTED);
        assertThat(new Paces(false, true, true).ofPod(pod)).isEqualTo(Pace.EVICTABLE);
        assertThat(new Paces(false, true, true).ofPod(Pods.pod("q", KubeQos.BURSTABLE)))
                .isEqualTo(Pace.REPORTED);
        assertThat(Pace.EVICTABLE.memory()).isLessThan(Pace.REPORTED.memory());
    }
}
