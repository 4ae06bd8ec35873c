package io.sublet.webhook;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesList;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;

/** What the chart installs for the webhook, apart from the webhook itself, which runs beside the API server here. */
final class ChartObjects {
    /** The user that the webhook is. */
    static final String USER = "system:serviceaccount:sublet-system:sublet-webhook";

    /** The webhook's environment that makes it this user. */
    static final Map<String, String> AS_USER = Map.of("KUBERNETES_IMPERSONATE_USERNAME", USER);

    private ChartObjects() {}

    private static <T> T read(String file, Class<T> type) {
        try (InputStream yaml = Objects.requireNonNull(ChartObjects.class.getResourceAsStream(file), file)) {
            return Serialization.unmarshal(yaml, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By URL, since there is no Service. */
    private static void redirect(WebhookClientConfig client, int port) {
        client.setUrl("https://127.0.0.1:" + port + client.getService().getPath());
        client.setService(null);
    }

    static MutatingWebhookConfiguration mutating(int port) {
        var configuration = read("/mutating-webhook-configuration.yaml", MutatingWebhookConfiguration.class);
        configuration.getWebhooks().forEach(webhook -> redirect(webhook.getClientConfig(), port));
        return configuration;
    }

    static ValidatingWebhookConfiguration validating(int port) {
        var configuration = read("/validating-webhook-configuration.yaml", ValidatingWebhookConfiguration.class);
        configuration.getWebhooks().forEach(webhook -> redirect(webhook.getClientConfig(), port));
        return configuration;
    }

    /** Gives {@link #USER} its rights. */
    static void createRights(KubernetesClient client) {
        for (HasMetadata role :
                read("/webhook-rights.yaml", KubernetesList.class).getItems()) {
            client.resource(role).create();
            client.resource(binding(role)).create();
        }
    }

    private static HasMetadata binding(HasMetadata role) {
        String name = role.getMetadata().getName();
        return switch (role) {
            case ClusterRole all ->
                new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", name)
                        .addNewSubject("rbac.authorization.k8s.io", "User", USER, null)
                        .build();
            case Role one ->
                new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(one.getMetadata().getNamespace())
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "Role", name)
                        .addNewSubject("rbac.authorization.k8s.io", "User", USER, null)
                        .build();
            default -> throw new IllegalStateException("no role: " + role);
        };
    }
}
