package io.sublet.e2e.operator;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Objects;

/**
 * Custom resource definitions that are being deleted. An API server that has met a conflict while it removes one forgets it until it next looks at all
 * of them, every five minutes; a change of the object brings it back to mind.
 */
public final class Definitions {
    private static final String NUDGE = "test.sublet.io/nudge";

    private Definitions() {}

    /** Changes each that is being deleted. */
    public static void nudge(KubernetesClient client) {
        deleted(client).forEach(definition -> nudge(client, definition));
    }

    private static void nudge(KubernetesClient client, CustomResourceDefinition definition) {
        String patch = "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}"
                .formatted(NUDGE, definition.getMetadata().getResourceVersion());
        try {
            client.resource(definition).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
            // It has gone meanwhile.
        }
    }

    private static List<CustomResourceDefinition> deleted(KubernetesClient client) {
        return client.apiextensions().v1().customResourceDefinitions().list().getItems().stream()
                .filter(definition -> Objects.nonNull(definition.getMetadata().getDeletionTimestamp()))
                .toList();
    }
}
