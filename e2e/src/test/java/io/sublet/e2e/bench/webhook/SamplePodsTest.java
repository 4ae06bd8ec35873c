package io.sublet.e2e.bench.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import org.junit.jupiter.api.Test;

class SamplePodsTest {
    @Test
    void allAreSelectedByTheProfileAndAskForCpuAndMemory() {
        List<Pod> pods = SamplePods.all();

        assertThat(pods)
                .hasSize(5)
                .extracting(pod -> pod.getMetadata().getName())
                .doesNotHaveDuplicates();
        assertThat(pods).allSatisfy(pod -> {
            assertThat(pod.getMetadata().getLabels()).containsEntry("app.kubernetes.io/part-of", "analytics");
            assertThat(pod.getSpec().getContainers())
                    .allSatisfy(container ->
                            assertThat(container.getResources().getRequests()).containsOnlyKeys("cpu", "memory"));
        });
    }
}
