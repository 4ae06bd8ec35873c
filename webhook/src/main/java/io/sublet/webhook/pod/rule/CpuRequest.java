package io.sublet.webhook.pod.rule;

import com.fasterxml.jackson.databind.JsonNode;
import io.sublet.protocol.Quantities;
import io.sublet.protocol.ResourceNames;
import java.math.BigDecimal;

/**
 * The native cpu request of a pod in cores, as the scheduler adds it up (KEP-753 for sidecars, KEP-2837 for requests of the
 * pod as a whole): the larger of the containers together with the sidecars, and of each init container together with the
 * sidecars before it; in place of that what the pod asks for as a whole; then the overhead.
 */
public final class CpuRequest {

    private CpuRequest() {}

    /** @throws io.sublet.protocol.json.JsonException if a quantity cannot be read */
    public static BigDecimal of(JsonNode spec) {
        JsonNode whole = request(spec);
        BigDecimal request = whole.isMissingNode() ? ofContainers(spec) : amount(whole);
        return request.add(amount(spec.path("overhead").path(ResourceNames.CPU)));
    }

    private static BigDecimal ofContainers(JsonNode spec) {
        BigDecimal sidecars = BigDecimal.ZERO;
        BigDecimal peak = BigDecimal.ZERO;
        for (JsonNode container : spec.path("initContainers")) {
            BigDecimal request = amount(request(container));
            if (container.path("restartPolicy").asText().equals("Always")) {
                sidecars = sidecars.add(request);
                peak = peak.max(sidecars);
            } else {
                peak = peak.max(sidecars.add(request));
            }
        }
        BigDecimal together = sidecars;
        for (JsonNode container : spec.path("containers")) {
            together = together.add(amount(request(container)));
        }
        return together.max(peak);
    }

    private static JsonNode request(JsonNode holder) {
        return holder.path("resources").path("requests").path(ResourceNames.CPU);
    }

    private static BigDecimal amount(JsonNode quantity) {
        return quantity.isMissingNode() ? BigDecimal.ZERO : Quantities.parse(quantity.asText());
    }
}
