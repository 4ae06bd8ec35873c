package io.sublet.extender;

import io.fabric8.kubernetes.api.model.AuthInfoBuilder;
import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sublet.testing.RealApiServer;
import java.util.Map;
import java.util.Objects;

/** The extender's account, with the rights that the chart gives it and no others. */
final class ExtenderAccount {
    /** Where the extender lives: its rules, its Lease and its account. */
    static final String NAMESPACE = "sublet-system";

    private static final String NAME = "sublet-scheduler";

    private ExtenderAccount() {}

    /** Creates it, and gives a kubeconfig for it. */
    static String create(RealApiServer server) {
        KubernetesClient client = server.client();
        server.createNamespace(NAMESPACE, Map.of());
        client.serviceAccounts()
                .inNamespace(NAMESPACE)
                .resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName(NAME)
                        .endMetadata()
                        .build())
                .create();
        client.load(Objects.requireNonNull(ExtenderAccount.class.getResourceAsStream("/rbac.yaml"), "rbac.yaml"))
                .create();
        String token = client.serviceAccounts()
                .inNamespace(NAMESPACE)
                .withName(NAME)
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(3600L)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
        Config config = client.getKubernetesSerialization().unmarshal(server.kubeconfig(), Config.class);
        config.getUsers()
                .getFirst()
                .setUser(new AuthInfoBuilder().withToken(token).build());
        return client.getKubernetesSerialization().asYaml(config);
    }
}
