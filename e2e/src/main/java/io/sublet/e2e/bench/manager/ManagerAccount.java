package io.sublet.e2e.bench.manager;

import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sublet.e2e.cluster.ClusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The manager's identity: a service account with a token, as in a cluster. A client certificate costs the client more. */
final class ManagerAccount {
    private static final String NAME = "sublet-manager";
    private static final long LIFE_SECONDS = 24 * 3600L;

    private ManagerAccount() {}

    /** Creates it and writes a kubeconfig with its token. */
    static Path create(KubernetesClient client, Path kubeconfig) {
        client.serviceAccounts()
                .inNamespace(ManagerBench.NAMESPACE)
                .resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName(NAME)
                        .endMetadata()
                        .build())
                .createOr(existing -> existing.update());
        client.rbac()
                .clusterRoleBindings()
                .resource(new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName(NAME)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "cluster-admin")
                        .addNewSubject("", "ServiceAccount", NAME, ManagerBench.NAMESPACE)
                        .build())
                .createOr(existing -> existing.update());
        TokenRequest answered = client.serviceAccounts()
                .inNamespace(ManagerBench.NAMESPACE)
                .withName(NAME)
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(LIFE_SECONDS)
                        .endSpec()
                        .build());
        try {
            Files.createDirectories(kubeconfig.getParent());
            Files.writeString(kubeconfig, """
                    apiVersion: v1
                    kind: Config
                    clusters:
                      - name: bench
                        cluster: {server: "%s", certificate-authority-data: "%s"}
                    contexts: [{name: bench, context: {cluster: bench, user: manager}}]
                    current-context: bench
                    users: [{name: manager, user: {token: "%s"}}]
                    """.formatted(
                            client.getMasterUrl(),
                            client.getConfiguration().getCaCertData(),
                            answered.getStatus().getToken()));
        } catch (IOException e) {
            throw new ClusterException("the manager's credentials cannot be written to " + kubeconfig, e);
        }
        return kubeconfig;
    }
}
