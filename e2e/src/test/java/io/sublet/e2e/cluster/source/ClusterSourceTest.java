package io.sublet.e2e.cluster.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.ClusterUnderTest;
import io.sublet.e2e.cluster.Offer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterSourceTest {
    @Test
    void theSourceIsLocalUnlessTheEnvironmentNamesAnother() {
        assertThat(ClusterSource.parse("")).isEqualTo(ClusterSource.LOCAL);
        assertThat(ClusterSource.parse("existing")).isEqualTo(ClusterSource.EXISTING);
        assertThat(ClusterSource.parse("k3s")).isEqualTo(ClusterSource.K3S);
        assertThatThrownBy(() -> ClusterSource.parse("kind"))
                .isInstanceOf(ClusterException.class)
                .hasMessage("SUBLET_CLUSTER is 'kind'; it can be local, existing or k3s");
    }

    @Test
    void anExistingClusterNeedsAReadableKubeconfig() {
        assertThatThrownBy(() -> ExistingCluster.of(""))
                .isInstanceOf(ClusterException.class)
                .hasMessageStartingWith("SUBLET_CLUSTER=existing needs KUBECONFIG");
    }

    @Test
    void aFileThatIsNoKubeconfigIsOneSentence(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("notes"), "buy milk\n");
        try (ClusterUnderTest cluster = ExistingCluster.of(file.toString())) {
            assertThatThrownBy(cluster::client)
                    .isInstanceOf(ClusterException.class)
                    .hasMessage("kubeconfig " + file + " cannot be used: it is not one");
        }
    }

    @Test
    void anExistingClusterSaysWhyItsMachinesAreOutOfReach(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("kubeconfig"), "apiVersion: v1\nkind: Config\n");
        try (ClusterUnderTest cluster = ExistingCluster.of(file + ":/other")) {
            assertThat(cluster.kubeconfig()).isEqualTo(file);
            assertThat(cluster.access("node-1")).isInstanceOf(Offer.Unsupported.class);
            assertThatThrownBy(() -> cluster.importImage(file).orThrow())
                    .isInstanceOf(ClusterException.class)
                    .hasMessageContaining("without a registry");
        }
    }
}
