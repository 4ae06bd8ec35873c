package io.sublet.cli.observe;

import io.sublet.protocol.json.JsonObject;
import java.util.Optional;

/**
 * A pod of one of Sublet's programs.
 *
 * @param component {@code agent}, {@code manager}, {@code webhook} or {@code scheduler}
 * @param node empty while it is not placed
 * @param port of the endpoint that explains; 0 where it has none
 * @param configNamespace where it was told to look for the ConfigMap
 */
public record ProgramPod(
        String component,
        String namespace,
        String name,
        String node,
        boolean ready,
        int port,
        Optional<String> configNamespace) {
    /** Selects what is Sublet's, as a parameter of a request. */
    static final String OWN = "labelSelector=" + Cluster.encoded("app.kubernetes.io/part-of=sublet");

    private static final String COMPONENT = "app.kubernetes.io/component";
    private static final String AGENT = "agent";
    /** As the chart tells each of the central programs, {@code SUBLET_MANAGER_…} for instance. */
    private static final String CONFIG_NAMESPACE = "SUBLET_[A-Z]+_CONFIG_NAMESPACE";

    static ProgramPod of(JsonObject pod) {
        JsonObject metadata = pod.objectOrEmpty("metadata");
        JsonObject spec = pod.objectOrEmpty("spec");
        boolean ready = pod.objectOrEmpty("status").objects("conditions").stream()
                .anyMatch(condition -> condition.string("type").equals(Optional.of("Ready"))
                        && condition.string("status").equals(Optional.of("True")));
        int port = spec.objects("containers").stream()
                .flatMap(container -> container.objects("ports").stream())
                .filter(entry ->
                        entry.string("name").filter(ProgramPod::explains).isPresent())
                .flatMap(entry -> entry.integer("containerPort").stream())
                .findFirst()
                .orElse(0L)
                .intValue();
        return new ProgramPod(
                metadata.textMap("labels").getOrDefault(COMPONENT, ""),
                metadata.string("namespace").orElse(""),
                metadata.string("name").orElse(""),
                spec.string("nodeName").orElse(""),
                ready,
                port,
                spec.objects("containers").stream()
                        .flatMap(container -> container.objects("env").stream())
                        .filter(entry -> entry.string("name").orElse("").matches(CONFIG_NAMESPACE))
                        .flatMap(entry -> entry.string("value").stream())
                        .findFirst());
    }

    boolean isAgent() {
        return component.equals(AGENT);
    }

    private static boolean explains(String port) {
        return port.equals("http") || port.equals("admission");
    }

    /** The path by which the API server hands a request on to it. */
    public String proxy(String path) {
        String scheme = component.equals("webhook") ? "https:" : "";
        return "/api/v1/namespaces/" + namespace + "/pods/" + scheme + name + ":" + port + "/proxy" + path;
    }
}
