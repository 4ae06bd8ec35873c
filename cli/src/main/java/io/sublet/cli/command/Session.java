package io.sublet.cli.command;

import io.sublet.cli.api.Answer;
import io.sublet.cli.api.Exit;
import io.sublet.cli.api.Failure;
import io.sublet.cli.api.Remote;
import io.sublet.cli.kube.KubeApiServer;
import io.sublet.cli.observe.Cluster;
import io.sublet.cli.observe.ProgramPod;
import io.sublet.cli.observe.Programs;
import io.sublet.cli.observe.Progress;
import io.sublet.model.reading.Reading;
import io.sublet.protocol.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One command's talk with one cluster. */
final class Session implements AutoCloseable {
    private static final String CONFIG = "slo-controller-config";
    private static final String USUAL_NAMESPACE = "sublet-system";

    private final KubeApiServer api;
    private final Optional<String> namespace;
    private final Surroundings here;
    private final Cluster cluster;
    private @Nullable Programs programs;

    Session(KubeApiServer api, Optional<String> namespace, Surroundings here) {
        this.api = api;
        this.namespace = namespace;
        this.here = here;
        this.cluster = new Cluster(api);
    }

    Cluster cluster() {
        return cluster;
    }

    /** Sublet's pods; looked for once. */
    Programs programs() {
        Programs found = programs;
        if (found == null) {
            found = Programs.find(cluster, namespace);
            programs = found;
        }
        return found;
    }

    /** The same, or the end of the command where there are none. */
    Programs installed() {
        if (programs().isEmpty()) {
            throw new Failure(
                    Exit.UNREACHABLE,
                    "no pod of Sublet is in "
                            + namespace.map(name -> "namespace " + name).orElse("this cluster")
                            + ": install it with helm install sublet");
        }
        return programs();
    }

    /** Where Sublet and its ConfigMap are. */
    String home() {
        return namespace.or(() -> programs().namespace()).orElse(USUAL_NAMESPACE);
    }

    /** The ConfigMap's data; empty where there is none, which has the defaults. */
    Map<String, String> configuration() {
        return cluster.find(configPath(), "ConfigMap " + CONFIG)
                .map(object -> object.textMap("data"))
                .orElse(Map.of());
    }

    String configPath() {
        return "/api/v1/namespaces/" + home() + "/configmaps/" + CONFIG;
    }

    JsonObject node(String name) {
        return cluster.get("/api/v1/nodes/" + name, "node " + name);
    }

    Progress progress() {
        return here.terminal() ? new TerminalProgress(here.err()) : Progress.SILENT;
    }

    /** What an endpoint inside a pod answers to nobody outside of it. */
    Reading<String> askInside(ProgramPod pod, int port, String path) {
        return switch (api.tunnel().get(pod.namespace(), pod.name(), port, path)) {
            case Answer.Silent(String cause) -> Reading.missing(cause);
            case Answer.Replied reply ->
                reply.isOk()
                        ? Reading.of(reply.body())
                        : Reading.missing(reply.code() + " " + Cluster.message(reply.body()));
        };
    }

    Remote remote() {
        return api.remote();
    }

    @Override
    public void close() {
        api.close();
    }
}
