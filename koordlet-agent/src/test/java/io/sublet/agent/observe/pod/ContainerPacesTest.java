package io.sublet.agent.observe.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.observe.group.Pace;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.NodeSlo;
import org.junit.jupiter.api.Test;

class ContainerPacesTest {
    private static final Reading<NodeSlo> NO_POLICY = Reading.missing("test");

    @Test
    void readsMemoryOfBestEffortMoreOftenWhereSomethingIsWritten() {
        assertThat(ContainerPaces.of(NO_POLICY, false).of(Pods.pod("p", KubeQos.BEST_EFFORT)))
                .isEqualTo(Pace.TO_LIMIT);
        assertThat(ContainerPaces.of(NO_POLICY, true).of(Pods.pod("p", KubeQos.BEST_EFFORT)))
                .isEqualTo(Pace.LIMITED);
        assertThat(Pace.LIMITED.memory()).isLessThan(Pace.TO_LIMIT.memory());
    }

    @Test
    void looksCloselyOnlyAtWhatMayBurst() {
        assertThat(ContainerPaces.of(NO_POLICY, true).of(Pods.pod("p", KubeQos.BURSTABLE)))
                .isEqualTo(Pace.SHOWN);
        assertThat(new ContainerPaces(true, true).of(Pods.pod("p", KubeQos.BURSTABLE)))
                .isEqualTo(Pace.CLOSE);
    }
}
