package io.sublet.manager.http;

import io.sublet.manager.podqos.PodQosPlan;
import io.sublet.manager.view.NodeSloView;
import io.sublet.manager.view.PodView;
import io.sublet.model.slo.AvoidanceAction;
import io.sublet.model.slo.PodQosRule;
import io.sublet.protocol.SloExtensionsDocument;
import io.sublet.protocol.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What PodQoS objects mean for one pod, as a JSON tree for a person. */
final class PodExplanation {
    private PodExplanation() {}

    static Map<String, Object> of(PodView pod, PodQosPlan plan, Optional<NodeSloView> slo) {
        List<String> naming = plan.rules().stream()
                .map(PodQosPlan.Resolved::rule)
                .filter(rule -> rule.pods().selects(pod.subject()))
                .map(PodQosRule::name)
                .toList();
        Optional<PodQosRule> governing = plan.governing(pod.subject());
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("pod", pod.key());
        tree.put("node", pod.node());
        tree.put("qosClass", pod.qos().name());
        tree.put("priorityClass", pod.priority().wireName());
        pod.subject().priority().ifPresent(number -> tree.put("priority", number));
        tree.put("labelsLookedAt", pod.subject().labels());
        tree.put("namedBy", naming);
        tree.put("governedBy", governing.map(PodQosRule::name).orElse("its QoS class"));
        tree.put(
                "permittedActions",
                AvoidanceAction.permitted(pod.qos(), governing.flatMap(PodQosRule::allowedActions)).stream()
                        .sorted()
                        .map(AvoidanceAction::wireName)
                        .toList());
        governing.ifPresent(rule -> {
            tree.put("evictionOrder", rule.evictionOrder());
            tree.put("nodeHasTheRule", slo.filter(s -> holds(s, rule.name())).isPresent());
        });
        return tree;
    }

    private static boolean holds(NodeSloView slo, String rule) {
        return SloExtensionsDocument.parse(new JsonObject(slo.spec(), "")).valid().stream()
                .flatMap(extensions -> extensions.podQos().stream())
                .anyMatch(there -> there.name().equals(rule));
    }
}
