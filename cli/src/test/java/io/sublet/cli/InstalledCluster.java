package io.sublet.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.sublet.crds.nodemetric.NodeMetric;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import io.sublet.testing.RealApiServer;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A real API server, and what kubelets, agents and the chart put there. */
final class InstalledCluster implements AutoCloseable {
    static final String NAMESPACE = "sublet-system";

    private final RealApiServer server;

    private InstalledCluster(RealApiServer server) {
        this.server = server;
    }

    /** Without the custom resources. */
    static InstalledCluster start() {
        return new InstalledCluster(RealApiServer.start());
    }

    static ConditionFactory await() {
        return Awaitility.await().pollInterval(Duration.ofMillis(20)).ignoreExceptions();
    }

    void install() {
        server.createDefinitions();
        server.createNamespace(NAMESPACE, Map.of());
    }

    /** With all rights. */
    KubernetesClient client() {
        return server.client();
    }

    String kubeconfig() {
        return server.kubeconfig();
    }

    /** Creates an object from its JSON, and sets its status where it has one. */
    void create(JsonObject object) {
        String text = Json.write(object.fields());
        var resource = client().load(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        resource.create();
        object.object("status").ifPresent(status -> {
            String kind = object.string("kind").orElse("");
            String name = object.objectOrEmpty("metadata").string("name").orElse("");
            String patch = Json.write(Map.of("status", status.fields()));
            PatchContext merge = PatchContext.of(PatchType.JSON_MERGE);
            switch (kind) {
                case "Node" ->
                    client().nodes().withName(name).subresource("status").patch(merge, patch);
                case "NodeMetric" ->
                    client().resources(NodeMetric.class)
                            .withName(name)
                            .subresource("status")
                            .patch(merge, patch);
                case "Pod" ->
                    client().pods()
                            .inNamespace(NAMESPACE)
                            .withName(name)
                            .subresource("status")
                            .patch(merge, patch);
                default -> throw new IllegalStateException("no status of " + kind);
            }
        });
    }

    @Override
    public void close() {
        server.close();
    }
}
