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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One command's talk with one cluster. */
final class Session implements AutoCloseable {
    private static final String CONFIG = "slo-controller-config";
    private static final String USUAL_NAMESPACE = "sublet-system";
    private static final String NOWHERE = "no pod of Sublet is in this cluster: install it with helm install sublet";

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

    /** Sublet's pods, if any; looked for once. */
    Programs found() {
        Programs known = programs;
        if (known == null) {
            known = Programs.find(cluster, namespace);
            programs = known;
        }
        return known;
    }

    /** The same, or the end of the command where somebody named a namespace that has none: a slip of the pen. */
    Programs programs() {
        return namespace.isPresent() ? installed() : found();
    }

    /** The same, or the end of the command where there are none. */
    Programs installed() {
        if (found().isEmpty()) {
            throw new Failure(Exit.UNREACHABLE, namespace.map(this::absence).orElse(NOWHERE));
        }
        return found();
    }

    private String absence(String here) {
        String absent = "no pod of Sublet is in namespace " + here;
        return switch (elsewhere()) {
            case Reading.Missing<List<String>>(String cause) ->
                absent + ", and whether it is in another was not to be found out: " + cause;
            case Reading.Value<List<String>>(List<String> others) ->
                others.isEmpty() ? NOWHERE : absent + ", it is in " + String.join(", ", others);
        };
    }

    /** Namespaces with pods of Sublet, whichever was named. */
    Reading<List<String>> elsewhere() {
        try {
            return Reading.of(Programs.find(cluster, Optional.empty()).namespaces());
        } catch (Failure e) {
            return Reading.missing(String.valueOf(e.getMessage()));
        }
    }

    /** Ends the command before it changes anything where somebody named a namespace without Sublet. */
    void checkPlace() {
        if (namespace.isPresent()) {
            installed();
        }
    }

    /** Where Sublet is. */
    String home() {
        return namespace.or(() -> found().namespaces().stream().findFirst()).orElse(USUAL_NAMESPACE);
    }

    /** Where its ConfigMap is: with it, unless it follows that of a Koordinator. */
    String configHome() {
        try {
            return found().configNamespace().orElseGet(this::home);
        } catch (Failure e) {
            // Who may read the ConfigMap of a namespace that he named need not see pods.
            return namespace.orElseThrow(() -> e);
        }
    }

    /** The ConfigMap's data; empty where there is none, which has the defaults. */
    Map<String, String> configuration() {
        Optional<JsonObject> object = cluster.find(configPath(), "ConfigMap " + CONFIG);
        if (object.isEmpty()) {
            checkPlace();
        }
        return object.map(found -> found.textMap("data")).orElse(Map.of());
    }

    String configPath() {
        return "/api/v1/namespaces/" + configHome() + "/configmaps/" + CONFIG;
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
