package io.sublet.webhook.pod.rule;

import com.fasterxml.jackson.databind.JsonNode;
import io.sublet.model.pod.PriorityClass;
import io.sublet.protocol.Quantities;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.json.JsonException;
import io.sublet.webhook.pod.PodDraft;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The amounts of cpu and memory, native and reclaimed, that the containers of a pod ask for. A quantity that cannot be read
 * is left out: the API server refuses the pod for it.
 */
record Asked(List<Amount> amounts) {

    /** The resources of one class. */
    enum Tier {
        NATIVE(PriorityClass.PROD),
        MID(PriorityClass.MID),
        BATCH(PriorityClass.BATCH);

        final PriorityClass priority;

        Tier(PriorityClass priority) {
            this.priority = priority;
        }

        private static Optional<Tier> of(String resource) {
            for (Tier tier : values()) {
                boolean holds = ResourceNames.cpuOf(tier.priority)
                                .filter(resource::equals)
                                .isPresent()
                        || ResourceNames.memoryOf(tier.priority)
                                .filter(resource::equals)
                                .isPresent();
                if (holds) {
                    return Optional.of(tier);
                }
            }
            return Optional.empty();
        }
    }

    /**
     * One of them.
     *
     * @param container its path, as {@code spec.containers[0]}
     * @param part {@code requests} or {@code limits}
     */
    record Amount(String container, String part, String resource, Tier tier, String text, BigDecimal value) {

        String field() {
            return container + ".resources." + part + "[" + resource + "]";
        }

        /** The same for the request and the limit of a resource in a container. */
        String place() {
            return container + " " + resource;
        }
    }

    static Asked by(PodDraft pod) {
        List<Amount> amounts = new ArrayList<>();
        JsonNode spec = pod.tree().path("spec");
        for (String list : List.of("initContainers", "containers")) {
            int index = 0;
            for (JsonNode container : spec.path(list)) {
                collect("spec." + list + "[" + index++ + "]", container.path("resources"), amounts);
            }
        }
        collect("spec", spec.path("resources"), amounts);
        return new Asked(List.copyOf(amounts));
    }

    private static void collect(String container, JsonNode resources, List<Amount> amounts) {
        for (String part : List.of("requests", "limits")) {
            resources
                    .path(part)
                    .properties()
                    .forEach(quantity -> Tier.of(quantity.getKey())
                            .flatMap(tier -> amount(container, part, quantity.getKey(), tier, quantity.getValue()))
                            .ifPresent(amounts::add));
        }
    }

    private static Optional<Amount> amount(String container, String part, String resource, Tier tier, JsonNode node) {
        String text = node.asText();
        try {
            return Optional.of(new Amount(container, part, resource, tier, text, Quantities.parse(text)));
        } catch (JsonException e) {
            return Optional.empty();
        }
    }

    /** The first amount of a class that is not zero, in the order of the pod; empty if nothing of it is asked for. */
    Optional<Amount> first(Tier tier) {
        return amounts.stream()
                .filter(amount -> amount.tier() == tier && amount.value().signum() != 0)
                .findFirst();
    }

    /** The limits by {@link Amount#place()}: a pod may have as many containers as fit into it, and a request each. */
    Map<String, Amount> limits() {
        Map<String, Amount> limits = new HashMap<>();
        amounts.stream()
                .filter(amount -> amount.part().equals("limits"))
                .forEach(limit -> limits.putIfAbsent(limit.place(), limit));
        return limits;
    }
}
