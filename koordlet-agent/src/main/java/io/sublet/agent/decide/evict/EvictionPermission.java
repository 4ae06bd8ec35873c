package io.sublet.agent.decide.evict;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.decide.Governing;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.slo.AvoidanceAction;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.slo.PodQosRule;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Labels;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a pod may be evicted at all. Only best effort may, only if somebody has declared it so (a pod that merely requests
 * nothing has not been), and only as far as its PodQoS, labels and annotations permit. What cannot be understood forbids.
 */
public final class EvictionPermission {
    private EvictionPermission() {}

    /**
     * Why a pod must not be evicted by a feature; empty if it may.
     *
     * @param feature which is to evict it, by the name that {@link Annotations#EVICTION_POLICY} lists
     */
    static Optional<String> forbids(PodView pod, NodeSlo slo, String feature) {
        Optional<String> always = forbids(pod, slo);
        return always.isPresent() ? always : byAnnotation(pod, feature);
    }

    /** Why a pod must not be evicted by anything; empty if it may. */
    public static Optional<String> forbids(PodView pod, NodeSlo slo) {
        if (pod.qos() != QosClass.BE) {
            return Optional.of("its class is " + pod.qos());
        }
        if (!pod.cgroupUid().equals(pod.ref().uid())) {
            return Optional.of("it is a static pod of the kubelet");
        }
        Optional<PodQosRule> rule = Governing.rule(pod, slo);
        Optional<Set<AvoidanceAction>> allowed = rule.flatMap(PodQosRule::allowedActions);
        if (!AvoidanceAction.permitted(pod.qos(), allowed).contains(AvoidanceAction.EVICT)) {
            return Optional.of("PodQoS " + rule.map(PodQosRule::name).orElse("") + " does not permit it");
        }
        if (allowed.isEmpty() && !isDeclared(pod)) {
            return Optional.of("nobody has declared it best effort");
        }
        if ("false".equals(pod.marks().labels().get(Labels.EVICTION_ENABLED))) {
            return Optional.of("its label " + Labels.EVICTION_ENABLED + " forbids it");
        }
        if (VictimScore.cost(pod) == Integer.MAX_VALUE) {
            return Optional.of("its eviction cost says never");
        }
        return Optional.empty();
    }

    private static boolean isDeclared(PodView pod) {
        return QosClass.BE.name().equals(pod.marks().labels().get(Labels.POD_QOS))
                || PriorityClass.declared(
                                Optional.ofNullable(pod.marks().labels().get(Labels.POD_PRIORITY_CLASS)),
                                pod.marks().priority())
                        .yieldsToOnline();
    }

    private static Optional<String> byAnnotation(PodView pod, String feature) {
        String text = pod.marks().annotations().get(Annotations.EVICTION_POLICY);
        if (text == null) {
            return Optional.empty();
        }
        try {
            boolean listed = Json.parse(text) instanceof List<?> features && features.contains(feature);
            return listed
                    ? Optional.empty()
                    : Optional.of("its annotation " + Annotations.EVICTION_POLICY + " does not list " + feature);
        } catch (JsonException e) {
            return Optional.of("its annotation " + Annotations.EVICTION_POLICY + " cannot be read");
        }
    }
}
