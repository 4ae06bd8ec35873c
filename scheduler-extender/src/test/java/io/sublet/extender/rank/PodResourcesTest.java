package io.sublet.extender.rank;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.extender.rank.PodResources.Container;
import io.sublet.extender.rank.PodResources.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

class PodResourcesTest {
    @Test
    void containersAddUpAndOverheadComesOnTop() {
        PodResources pod = PodResources.of(
                List.of(container(Role.MAIN, 1000), container(Role.MAIN, 500)), PodResources.NONE, cpu(100));

        assertThat(pod.requests().of("cpu")).isEqualTo(1600);
        assertThat(pod.limits().of("cpu")).isZero();
    }

    @Test
    void theLargestInitContainerCountsWithTheSidecarsBeforeIt() {
        PodResources pod = PodResources.of(
                List.of(
                        container(Role.INIT, 3000),
                        container(Role.SIDECAR, 200),
                        container(Role.INIT, 3000),
                        container(Role.SIDECAR, 100),
                        container(Role.MAIN, 1000)),
                PodResources.NONE,
                ResourceAmounts.NONE);

        assertThat(pod.requests().of("cpu")).isEqualTo(3200);
    }

    @Test
    void sidecarsRunBesideTheMainContainers() {
        PodResources pod = PodResources.of(
                List.of(container(Role.SIDECAR, 200), container(Role.MAIN, 1000)),
                PodResources.NONE,
                ResourceAmounts.NONE);

        assertThat(pod.requests().of("cpu")).isEqualTo(1200);
    }

    @Test
    void whatThePodStatesForItselfReplacesTheSum() {
        PodResources pod =
                PodResources.of(List.of(container(Role.MAIN, 1000)), new PodResources(cpu(4000), cpu(5000)), cpu(100));

        assertThat(pod.requests().of("cpu")).isEqualTo(4100);
        assertThat(pod.limits().of("cpu")).isEqualTo(5100);
    }

    private static Container container(Role role, long milliCpu) {
        return new Container(role, cpu(milliCpu), ResourceAmounts.NONE);
    }

    private static ResourceAmounts cpu(long milliCpu) {
        return Pods.amounts(milliCpu, 0);
    }
}
