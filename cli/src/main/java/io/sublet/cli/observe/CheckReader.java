package io.sublet.cli.observe;

import io.sublet.cli.api.Answer;
import io.sublet.cli.api.Request;
import io.sublet.cli.check.ClusterChecks;
import io.sublet.cli.check.NodeChecks;
import io.sublet.cli.check.ProgramChecks.Program;
import io.sublet.cli.check.ProgramChecks.Registration;
import io.sublet.cli.check.ProgramChecks.Right;
import io.sublet.cli.check.ProgramChecks.Workload;
import io.sublet.cli.fleet.Feature;
import io.sublet.model.reading.Reading;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the preflight judges. */
public final class CheckReader {
    private static final String REGISTRATIONS = "/apis/admissionregistration.k8s.io/v1/";
    /** Asked to explain without a pod, the webhook tells how to ask. */
    private static final int HOW_TO_ASK = 405;

    private final Cluster cluster;

    public CheckReader(Cluster cluster) {
        this.cluster = cluster;
    }

    public String version() {
        return cluster.get("/version", "version of the API server")
                .string("gitVersion")
                .orElse("");
    }

    public Set<String> kinds() {
        Set<String> kinds = new HashSet<>();
        ClusterChecks.KINDS.forEach((api, wanted) -> cluster.find("/apis/" + api, "API " + api)
                .ifPresent(list -> list.objects("resources").stream()
                        .flatMap(resource -> resource.string("kind").stream())
                        .filter(wanted::contains)
                        .forEach(kinds::add)));
        return kinds;
    }

    public static List<Program> programs(Programs programs) {
        List<Program> list = new ArrayList<>();
        for (String component : List.of("manager", "agent", "webhook", "scheduler")) {
            List<ProgramPod> pods = programs.of(component);
            int ready = (int) pods.stream().filter(ProgramPod::ready).count();
            list.add(new Program(component, pods.size(), ready));
        }
        return list;
    }

    /** Linux nodes; others have no agent. */
    public List<NodeChecks.Node> nodes(Programs programs, Progress progress) {
        Map<String, String> kernels = new TreeMap<>();
        cluster.list("/api/v1/nodes", "nodes", node -> {
            JsonObject info = node.objectOrEmpty("status").objectOrEmpty("nodeInfo");
            if (info.string("operatingSystem").orElse("").matches("(linux)?")) {
                kernels.put(
                        node.objectOrEmpty("metadata").string("name").orElse(""),
                        info.string("kernelVersion").orElse("unknown"));
            }
        });
        Map<String, Reading<String>> answers =
                programs.askAgents(List.copyOf(kernels.keySet()), "/capabilities", progress);
        List<NodeChecks.Node> nodes = new ArrayList<>();
        kernels.forEach((name, kernel) -> nodes.add(new NodeChecks.Node(
                name,
                kernel,
                answers.getOrDefault(name, Reading.missing("not asked")).flatMap(CheckReader::features))));
        return nodes;
    }

    private static Reading<List<Feature>> features(String text) {
        try {
            return Reading.of(Feature.parse(text));
        } catch (JsonException e) {
            return Reading.missing("its answer is no list of capabilities");
        }
    }

    public List<Workload> workloads() {
        List<Workload> workloads = new ArrayList<>();
        cluster.list(
                "/apis/apps/v1/daemonsets",
                "DaemonSets",
                set -> workloads.add(workload(set, "currentNumberScheduled")));
        cluster.list("/apis/apps/v1/deployments", "Deployments", set -> workloads.add(workload(set, "replicas")));
        return workloads;
    }

    private static Workload workload(JsonObject object, String count) {
        JsonObject metadata = object.objectOrEmpty("metadata");
        return new Workload(
                metadata.string("namespace").orElse(""),
                metadata.string("name").orElse(""),
                object
                        .objectOrEmpty("spec")
                        .objectOrEmpty("template")
                        .objectOrEmpty("spec")
                        .objects("containers")
                        .stream()
                        .flatMap(container -> container.string("image").stream())
                        .toList(),
                object.objectOrEmpty("status").integer(count).orElse(0L));
    }

    public List<Registration> registrations() {
        List<Registration> registrations = new ArrayList<>();
        for (String kind : List.of("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")) {
            String resource = kind.toLowerCase(Locale.ROOT) + "s";
            cluster.list(
                    REGISTRATIONS + resource + "?" + ProgramPod.OWN,
                    resource,
                    object -> registrations.add(new Registration(
                            kind + " "
                                    + object.objectOrEmpty("metadata")
                                            .string("name")
                                            .orElse(""),
                            object.objects("webhooks").stream()
                                    .allMatch(webhook -> !webhook.objectOrEmpty("clientConfig")
                                            .string("caBundle")
                                            .orElse("")
                                            .isEmpty()))));
        }
        return registrations;
    }

    /** Whether the API server reaches the pods of the webhook. */
    public Map<String, Reading<String>> webhookAnswers(Programs programs) {
        Map<String, Reading<String>> answers = new TreeMap<>();
        for (ProgramPod pod : programs.of("webhook")) {
            answers.put(
                    pod.name(),
                    switch (cluster.api().send(Request.get(pod.proxy("/explain/pod")))) {
                        case Answer.Silent(String cause) -> Reading.missing(cause);
                        case Answer.Replied reply
                        when reply.isOk() || reply.code() == HOW_TO_ASK -> Reading.of(reply.body());
                        case Answer.Replied reply ->
                            Reading.missing(reply.code() + " " + Cluster.message(reply.body()));
                    });
        }
        return answers;
    }

    /**
     * What the person who asks may do.
     *
     * @param homes namespaces of Sublet's pods
     * @param configHome namespace of its ConfigMap
     */
    public List<Right> rights(List<String> homes, String configHome) {
        RightsReader rights = new RightsReader(cluster);
        List<Right> all = new ArrayList<>(List.of(
                rights.right("list", "", "nodes", "", "status, top, check", ""),
                rights.right("list", "slo.koordinator.sh", "nodemetrics", "", "status, top", ""),
                rights.right("get", "slo.koordinator.sh", "nodeslos", "", "config effective", ""),
                rights.right("get", "", "configmaps", "", "config", configHome)));
        for (String home : homes) {
            all.add(rights.right("list", "", "pods", "", "all that asks Sublet's programs", home));
            all.add(rights.right("get", "", "pods", "proxy", "status, explain, check", home));
            all.add(rights.right("create", "", "pods", "proxy", "explain pod", home));
            all.add(rights.right("create", "", "pods", "portforward", "explain pod of a pod without a node", home));
        }
        all.add(rights.right("patch", "", "nodes", "", "disable, enable", ""));
        return all;
    }
}
