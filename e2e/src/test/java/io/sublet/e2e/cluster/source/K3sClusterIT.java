package io.sublet.e2e.cluster.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.sublet.e2e.cluster.ClusterUnderTest;
import org.junit.jupiter.api.Test;

class K3sClusterIT {
    @Test
    void k3sAnswersWhereDockerIsThere() {
        String reason = K3sCluster.whyNot();
        assumeTrue(reason.isEmpty(), reason);

        try (ClusterUnderTest cluster = K3sCluster.start();
                KubernetesClient client = cluster.client()) {
            assertThat(client.nodes().list().getItems()).isNotEmpty();
            assertThat(cluster.nodes()).isNotEmpty();
        }
    }
}
