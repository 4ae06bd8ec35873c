package io.sublet.cli.observe;

import io.sublet.cli.api.Request;
import io.sublet.cli.check.ProgramChecks.Right;
import io.sublet.protocol.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the person who asks may do, by the API server's word. */
final class RightsReader {
    private final Cluster cluster;

    RightsReader(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Asks for one right.
     *
     * @param use commands that need it
     * @param namespace empty for the whole cluster
     */
    Right right(String verb, String group, String resource, String subresource, String use, String namespace) {
        Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
        attributes.put("verb", verb);
        attributes.put("group", group);
        attributes.put("resource", resource);
        attributes.put("subresource", subresource);
        attributes.put("namespace", namespace);
        String review = Json.write(Map.of(
                "apiVersion", "authorization.k8s.io/v1",
                "kind", "SelfSubjectAccessReview",
                "spec", Map.of("resourceAttributes", attributes)));
        boolean granted = cluster.write(
                        Request.post("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", review), "your rights")
                .objectOrEmpty("status")
                .bool("allowed")
                .orElse(false);
        return new Right(
                verb + " " + resource + (subresource.isEmpty() ? "" : "/" + subresource)
                        + (namespace.isEmpty() ? "" : " in " + namespace),
                granted,
                use);
    }
}
