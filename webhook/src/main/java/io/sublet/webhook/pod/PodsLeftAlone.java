package io.sublet.webhook.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.sublet.model.reason.Reason;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Pods that a node needs before it can run anything else. They are left alone whatever a profile says, here as well as in
 * the match conditions of the webhook configuration.
 */
final class PodsLeftAlone {

    private static final String MIRROR = "kubernetes.io/config.mirror";
    private static final Set<String> CRITICAL = Set.of("system-node-critical", "system-cluster-critical");

    /** Lowest priority of the system's own classes; users' classes end at one thousand million. */
    private static final int SYSTEM_PRIORITY = 2_000_000_000;

    private PodsLeftAlone() {}

    static Optional<Reason> reason(PodDraft pod) {
        if (pod.annotation(MIRROR).isPresent()) {
            return Optional.of(Reason.of(PodReason.MirrorPod));
        }
        for (JsonNode owner : pod.tree().path("metadata").path("ownerReferences")) {
            if (owner.path("kind").asText().equals("DaemonSet")
                    && owner.path("controller").asBoolean()) {
                return Optional.of(Reason.of(PodReason.DaemonSetPod)
                        .with("owner", owner.path("name").asText()));
            }
        }
        String className = pod.tree().path("spec").path("priorityClassName").asText("");
        OptionalInt priority = pod.priority();
        boolean critical =
                CRITICAL.contains(className) || (priority.isPresent() && priority.getAsInt() >= SYSTEM_PRIORITY);
        return critical ? Optional.of(Reason.of(PodReason.SystemCriticalPod)) : Optional.empty();
    }
}
