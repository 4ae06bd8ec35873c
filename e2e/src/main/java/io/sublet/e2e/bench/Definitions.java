package io.sublet.e2e.bench;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sublet.crds.CrdFiles;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Custom resources in a cluster of a bench. */
public final class Definitions {
    private static final long LIMIT_SECONDS = 30;

    private Definitions() {}

    /**
     * Creates definitions, and returns when the API server knows them.
     *
     * @param files some of {@link CrdFiles#names()}
     */
    public static void create(KubernetesClient client, List<String> files) {
        for (String file : files) {
            client.load(new ByteArrayInputStream(CrdFiles.read(file))).create();
        }
        var definitions = client.apiextensions().v1().customResourceDefinitions();
        for (CustomResourceDefinition definition : definitions.list().getItems()) {
            definitions
                    .resource(definition)
                    .waitUntilCondition(Definitions::isEstablished, LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static boolean isEstablished(@Nullable CustomResourceDefinition definition) {
        return definition != null
                && definition.getStatus() != null
                && definition.getStatus().getConditions() != null
                && definition.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Established")
                                && condition.getStatus().equals("True"));
    }
}
