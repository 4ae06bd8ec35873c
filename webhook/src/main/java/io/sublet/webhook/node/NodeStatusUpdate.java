package io.sublet.webhook.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.sublet.protocol.AllocatableProvenance;
import io.sublet.protocol.AmplificationRatios;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.RawAllocatable;
import io.sublet.protocol.json.JsonException;
import io.sublet.webhook.review.Review;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An update of {@code nodes/status} as amplification sees it.
 *
 * @param ratios by how much
 * @param raw what the kubelet last said, as far as it was noted
 * @param provenance what amplification wrote last
 * @param user who updates
 * @param byKubelet whether that is the kubelet of this very node
 */
record NodeStatusUpdate(
        Parsed<AmplificationRatios> ratios,
        Parsed<RawAllocatable> raw,
        Parsed<AllocatableProvenance> provenance,
        String user,
        boolean byKubelet,
        JsonNode before,
        JsonNode now) {

    /** A kubelet's user name is this and the name of its node; the node authorizer holds it to that node. */
    static final String KUBELET_USER = "system:node:";

    static NodeStatusUpdate of(Review review) {
        JsonNode now = review.object();
        return new NodeStatusUpdate(
                AmplificationRatios.parse(annotation(now, Annotations.AMPLIFICATION_RATIOS)),
                RawAllocatable.parse(annotation(now, Annotations.RAW_ALLOCATABLE)),
                AllocatableProvenance.parse(annotation(now, Annotations.ALLOCATABLE_PROVENANCE)),
                review.user(),
                review.user().equals(KUBELET_USER + review.target().name()),
                review.oldObject(),
                now);
    }

    private static @Nullable String annotation(JsonNode node, String key) {
        return node.path("metadata").path("annotations").path(key).textValue();
    }

    /** {@code status.allocatable} as it would be stored; empty where it is missing or no quantity. */
    Optional<BigDecimal> allocatable(String resource) {
        return quantity(now, "allocatable", resource);
    }

    Optional<BigDecimal> capacity(String resource) {
        return quantity(now, "capacity", resource);
    }

    /** Whether this update changes what is allocatable. */
    boolean changesAllocatable(String resource) {
        return !isSame(quantity(before, "allocatable", resource), allocatable(resource));
    }

    /** Whether this update changes the capacity, which is never amplified. */
    boolean changesCapacity(String resource) {
        return !isSame(quantity(before, "capacity", resource), capacity(resource));
    }

    private static boolean isSame(Optional<BigDecimal> one, Optional<BigDecimal> other) {
        return one.isPresent() == other.isPresent()
                && one.map(amount -> amount.compareTo(other.orElseThrow()) == 0).orElse(true);
    }

    private static Optional<BigDecimal> quantity(JsonNode node, String list, String resource) {
        JsonNode text = node.path("status").path(list).path(resource);
        if (!text.isTextual() && !text.isNumber()) {
            return Optional.empty();
        }
        try {
            return Optional.of(RawAllocatable.amount(resource, text.asText()));
        } catch (JsonException e) {
            return Optional.empty();
        }
    }
}
