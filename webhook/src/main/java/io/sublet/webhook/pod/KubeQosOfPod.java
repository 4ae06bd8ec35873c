package io.sublet.webhook.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.sublet.model.pod.KubeQos;
import io.sublet.protocol.Quantities;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.json.JsonException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * The QoS class of Kubernetes, computed from cpu and memory as the API server does: Guaranteed if every container limits
 * both and asks for no other amount, BestEffort if nothing is asked for, else Burstable.
 */
final class KubeQosOfPod {

    private KubeQosOfPod() {}

    static KubeQos of(JsonNode pod) {
        Optional<KubeQos> stated =
                KubeQos.parse(pod.path("status").path("qosClass").asText(""));
        return stated.orElseGet(() -> compute(pod.path("spec")));
    }

    private static KubeQos compute(JsonNode spec) {
        if (asks(spec.path("resources"))) {
            return isGuaranteed(spec.path("resources")) ? KubeQos.GUARANTEED : KubeQos.BURSTABLE;
        }
        boolean anyAsks = false;
        boolean allGuaranteed = true;
        for (String list : List.of("initContainers", "containers")) {
            for (JsonNode container : spec.path(list)) {
                anyAsks |= asks(container.path("resources"));
                allGuaranteed &= isGuaranteed(container.path("resources"));
            }
        }
        if (!anyAsks) {
            return KubeQos.BEST_EFFORT;
        }
        return allGuaranteed ? KubeQos.GUARANTEED : KubeQos.BURSTABLE;
    }

    private static boolean asks(JsonNode resources) {
        return List.of("requests", "limits").stream()
                .map(resources::path)
                .anyMatch(part ->
                        isPositive(part.path(ResourceNames.CPU)) || isPositive(part.path(ResourceNames.MEMORY)));
    }

    private static boolean isGuaranteed(JsonNode resources) {
        return List.of(ResourceNames.CPU, ResourceNames.MEMORY).stream().allMatch(name -> {
            JsonNode limit = resources.path("limits").path(name);
            JsonNode request = resources.path("requests").path(name);
            return isPositive(limit)
                    && (request.isMissingNode() || amount(request).compareTo(amount(limit)) == 0);
        });
    }

    private static boolean isPositive(JsonNode quantity) {
        return !quantity.isMissingNode() && amount(quantity).signum() > 0;
    }

    /** An unreadable quantity counts as asked for: it must not turn a pod into a best-effort one. */
    private static BigDecimal amount(JsonNode quantity) {
        try {
            return Quantities.parse(quantity.asText());
        } catch (JsonException e) {
            return BigDecimal.ONE;
        }
    }
}
