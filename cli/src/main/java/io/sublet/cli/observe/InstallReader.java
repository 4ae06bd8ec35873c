package io.sublet.cli.observe;

import io.sublet.cli.check.InstallChecks.Definition;
import io.sublet.cli.check.InstallChecks.Home;
import io.sublet.cli.check.InstallChecks.Refusal;
import io.sublet.cli.check.ProgramChecks.Right;
import io.sublet.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What an install would meet, and what keeps an installation from making its pods. */
public final class InstallReader {
    private static final String STANDARD = "pod-security.kubernetes.io/enforce";
    private static final List<String> DEFINITIONS = List.of(
            "nodemetrics.slo.koordinator.sh",
            "nodeslos.slo.koordinator.sh",
            "clustercolocationprofiles.config.koordinator.sh",
            "noderesourcetopologies.topology.node.k8s.io",
            "podqoses.qos.sublet.io");

    private final Cluster cluster;

    public InstallReader(Cluster cluster) {
        this.cluster = cluster;
    }

    public Home home(String namespace) {
        Optional<JsonObject> found = cluster.find("/api/v1/namespaces/" + namespace, "namespace " + namespace);
        return new Home(
                namespace,
                found.isPresent(),
                found.flatMap(object -> Optional.ofNullable(
                        object.objectOrEmpty("metadata").textMap("labels").get(STANDARD))));
    }

    public List<Definition> definitions() {
        List<Definition> definitions = new ArrayList<>();
        for (String name : DEFINITIONS) {
            cluster.find("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/" + name, "definition " + name)
                    .ifPresent(object -> definitions.add(new Definition(name, release(object))));
        }
        return definitions;
    }

    private static Optional<String> release(JsonObject object) {
        Map<String, String> annotations = object.objectOrEmpty("metadata").textMap("annotations");
        return Optional.ofNullable(annotations.get("meta.helm.sh/release-name"))
                .map(name -> annotations.getOrDefault("meta.helm.sh/release-namespace", "") + "/" + name);
    }

    /** Of those without which nothing of the chart can be made, one for each group. */
    public List<Right> rights(String namespace) {
        RightsReader rights = new RightsReader(cluster);
        return List.of(
                rights.right("create", "apiextensions.k8s.io", "customresourcedefinitions", "", "", ""),
                rights.right("create", "rbac.authorization.k8s.io", "clusterroles", "", "", ""),
                rights.right("create", "admissionregistration.k8s.io", "mutatingwebhookconfigurations", "", "", ""),
                rights.right("create", "scheduling.k8s.io", "priorityclasses", "", "", ""),
                rights.right("create", "apps", "daemonsets", "", "", namespace),
                rights.right("create", "", "secrets", "", "", namespace));
    }

    /** Whether the kinds of the Prometheus operator are known. */
    public boolean operator() {
        return cluster.find("/apis/monitoring.coreos.com/v1", "API of the Prometheus operator")
                .isPresent();
    }

    /** The latest refusal of each DaemonSet and ReplicaSet of Sublet that has fewer pods than it wants. */
    public List<Refusal> refusals() {
        Map<String, String> waiting = new HashMap<>();
        cluster.list(
                "/apis/apps/v1/daemonsets?" + ProgramPod.OWN,
                "DaemonSets",
                set -> addWaiting(waiting, set, "desiredNumberScheduled", "currentNumberScheduled"));
        cluster.list(
                "/apis/apps/v1/replicasets?" + ProgramPod.OWN,
                "ReplicaSets",
                set -> addWaiting(waiting, set, "", "replicas"));
        Map<String, Refusal> latest = new HashMap<>();
        Set<String> namespaces = new HashSet<>(waiting.values());
        for (String namespace : namespaces) {
            cluster.list(
                    "/api/v1/namespaces/" + namespace + "/events?fieldSelector="
                            + Cluster.encoded("reason=FailedCreate"),
                    "events",
                    event -> {
                        String owner = event.objectOrEmpty("involvedObject")
                                .string("name")
                                .orElse("");
                        if (waiting.containsKey(owner)) {
                            latest.put(
                                    owner,
                                    new Refusal(
                                            namespace,
                                            owner,
                                            event.string("message").orElse("no reason is given")));
                        }
                    });
        }
        return List.copyOf(latest.values());
    }

    private static void addWaiting(Map<String, String> waiting, JsonObject set, String wantedField, String field) {
        JsonObject status = set.objectOrEmpty("status");
        long wanted = wantedField.isEmpty()
                ? set.objectOrEmpty("spec").integer("replicas").orElse(0L)
                : status.integer(wantedField).orElse(0L);
        if (status.integer(field).orElse(0L) < wanted) {
            JsonObject metadata = set.objectOrEmpty("metadata");
            waiting.put(
                    metadata.string("name").orElse(""),
                    metadata.string("namespace").orElse(""));
        }
    }
}
