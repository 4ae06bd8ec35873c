package io.sublet.extender.fit;

import io.sublet.extender.rank.ResourceAmounts;
import io.sublet.model.pod.LabelSelector;
import io.sublet.protocol.LabelSelectors;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a pod needs of a node by the scheduler's own filters, as far as it is looked at here.
 *
 * @param requests what it asks for in all
 * @param tolerations taints it bears
 * @param node the only node it may go to, if it names one
 * @param labels that the node must have
 * @param affinity one of these selectors must select the node; empty asks for nothing
 * @param notLookedAt what else the pod asks for, on which the scheduler may refuse a node that is said to fit here
 */
public record PodNeeds(
        ResourceAmounts requests,
        List<Toleration> tolerations,
        Optional<String> node,
        Map<String, String> labels,
        List<LabelSelector> affinity,
        List<String> notLookedAt) {
    public PodNeeds {
        tolerations = List.copyOf(tolerations);
        affinity = List.copyOf(affinity);
        notLookedAt = List.copyOf(notLookedAt);
    }

    /**
     * Reads a Pod.
     *
     * @throws JsonException if a field is of another type than the API says
     */
    public static PodNeeds of(JsonObject pod, ResourceAmounts requests) {
        JsonObject spec = pod.objectOrEmpty("spec");
        List<String> notLookedAt = new ArrayList<>();
        List<LabelSelector> affinity = affinity(spec.objectOrEmpty("affinity"), notLookedAt);
        others(spec, notLookedAt);
        return new PodNeeds(
                requests,
                spec.objects("tolerations").stream().map(Toleration::of).toList(),
                spec.string("nodeName").filter(name -> !name.isEmpty()),
                spec.textMap("nodeSelector"),
                affinity,
                notLookedAt);
    }

    private static List<LabelSelector> affinity(JsonObject affinity, List<String> notLookedAt) {
        for (String kind : List.of("podAffinity", "podAntiAffinity")) {
            if (affinity.object(kind).isPresent()) {
                notLookedAt.add(kind);
            }
        }
        List<JsonObject> terms = affinity.objectOrEmpty("nodeAffinity")
                .objectOrEmpty("requiredDuringSchedulingIgnoredDuringExecution")
                .objects("nodeSelectorTerms");
        try {
            if (terms.stream().noneMatch(term -> term.fields().containsKey("matchFields"))) {
                return terms.stream().map(LabelSelectors::parse).toList();
            }
        } catch (JsonException e) {
            // Gt and Lt, which selectors of labels do not have
        }
        notLookedAt.add("nodeAffinity");
        return List.of();
    }

    private static void others(JsonObject spec, List<String> notLookedAt) {
        for (String list : List.of("topologySpreadConstraints", "resourceClaims", "schedulingGates")) {
            if (!spec.list(list).isEmpty()) {
                notLookedAt.add(list);
            }
        }
        boolean claims = spec.objects("volumes").stream()
                .anyMatch(volume -> volume.object("persistentVolumeClaim").isPresent()
                        || volume.object("ephemeral").isPresent());
        if (claims) {
            notLookedAt.add("volumes");
        }
        boolean ports = Stream.of("containers", "initContainers")
                .flatMap(list -> spec.objects(list).stream())
                .flatMap(container -> container.objects("ports").stream())
                .anyMatch(port -> port.integer("hostPort").orElse(0L) > 0);
        if (ports) {
            notLookedAt.add("hostPorts");
        }
    }
}
