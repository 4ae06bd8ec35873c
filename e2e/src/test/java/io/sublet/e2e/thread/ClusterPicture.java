package io.sublet.e2e.thread;

import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.sublet.e2e.cluster.NodeAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What an uninstall must leave as it was: every object of every kind, what nodes offer, and the settings of the tiers' cgroups. */
final class ClusterPicture {
    /** Written all the time by others, or made by the API server for each namespace. */
    private static final Set<String> NOT_OURS =
            Set.of("Event", "EndpointSlice", "Endpoints", "ControllerRevision", "APIService");

    /** With each namespace, and by each kubelet once it has been up for a while. */
    private static final Pattern MADE_BY_KUBERNETES =
            Pattern.compile("(ServiceAccount|ConfigMap) \\S+/(default|kube-root-ca\\.crt)|Lease kube-node-lease/\\S+");

    /** Settings, not counters; the kubelet's own sums change with the pods that run. */
    private static final List<String> SETTINGS = List.of(
            "cpu.cfs_quota_us",
            "cpu.cfs_period_us",
            "cpu.idle",
            "cpu.weight",
            "cpu.max",
            "cpuset.cpus",
            "memory.limit_in_bytes",
            "memory.high",
            "memory.max");

    private ClusterPicture() {}

    /** A line for each fact, leaving out what is in the namespaces {@code except}. */
    static SortedSet<String> take(KubernetesClient client, NodeAccess access, Set<String> except) {
        SortedSet<String> facts = new TreeSet<>();
        objects(client, except, facts);
        for (Node node : client.nodes().list().getItems()) {
            node.getStatus().getCapacity().keySet().forEach(key -> facts.add("capacity " + key));
            node.getStatus().getAllocatable().keySet().forEach(key -> facts.add("allocatable " + key));
            node.getMetadata().getAnnotations().keySet().forEach(key -> facts.add("annotation " + key));
        }
        for (String controller : List.of("cpu", "cpuset", "memory")) {
            for (String group : List.of("kubepods", "kubepods/besteffort", "kubepods/burstable")) {
                SETTINGS.forEach(
                        name -> setting(access.cgroup(controller).resolve(group).resolve(name), facts));
            }
        }
        return facts;
    }

    private static void setting(Path file, Set<String> facts) {
        try {
            if (Files.exists(file)) {
                String group = file.getName(file.getNameCount() - 2).toString();
                facts.add("cgroup " + group + " " + file.getFileName() + " "
                        + Files.readString(file).strip());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    private static void objects(KubernetesClient client, Set<String> except, Set<String> facts) {
        Stream<APIResourceList> groups = Stream.concat(
                Stream.of(client.getApiResources("v1")),
                client.getApiGroups().getGroups().stream()
                        .flatMap(group -> group.getVersions().stream().limit(1))
                        .map(version -> client.getApiResources(version.getGroupVersion())));
        groups.forEach(group -> group.getResources().stream()
                .filter(kind -> !kind.getName().contains("/") && kind.getVerbs().contains("list"))
                .filter(kind -> !NOT_OURS.contains(kind.getKind()))
                .forEach(kind -> list(client, group.getGroupVersion(), kind).stream()
                        .filter(object -> !except.contains(namespace(object).orElse("")))
                        .map(object -> kind.getKind() + " "
                                + namespace(object).map(name -> name + "/").orElse("")
                                + object.getMetadata().getName())
                        .filter(line -> !MADE_BY_KUBERNETES.matcher(line).matches())
                        .filter(line -> !line.startsWith("Namespace "))
                        .forEach(facts::add)));
    }

    private static List<GenericKubernetesResource> list(
            KubernetesClient client, String groupVersion, APIResource kind) {
        ResourceDefinitionContext context = new ResourceDefinitionContext.Builder()
                .withGroup(groupVersion.contains("/") ? groupVersion.substring(0, groupVersion.indexOf('/')) : "")
                .withVersion(groupVersion.substring(groupVersion.indexOf('/') + 1))
                .withKind(kind.getKind())
                .withPlural(kind.getName())
                .withNamespaced(kind.getNamespaced())
                .build();
        return kind.getNamespaced()
                ? client.genericKubernetesResources(context)
                        .inAnyNamespace()
                        .list()
                        .getItems()
                : client.genericKubernetesResources(context).list().getItems();
    }

    private static Optional<String> namespace(GenericKubernetesResource object) {
        return Optional.ofNullable(object.getMetadata().getNamespace());
    }
}
