package io.sublet.webhook.review;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sublet.model.reason.Reason;
import io.sublet.webhook.pod.PodMutators.Outcome;
import io.sublet.webhook.pod.PodReason;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The answer to a review. It always allows the pod: this webhook changes pods, it never refuses one.
 *
 * @param review an AdmissionReview with a response
 * @param result what it says
 * @param reasons of the decision; empty where the review failed or was about something else
 */
public record Answer(ObjectNode review, Result result, List<Reason> reasons) {

    /** Longest warning that the API server passes on in any case. */
    static final int MAX_WARNING = 120;

    /** What became of the pod. */
    public enum Result {
        CHANGED,
        UNCHANGED,
        /** Nothing could be decided, so the pod goes on as it came. */
        FAILED_OPEN
    }

    /** As it is sent. */
    public byte[] bytes() {
        return bytes(review);
    }

    /** The pod with the outcome's patch. */
    static Answer of(String uid, Outcome outcome) {
        ArrayNode patch = outcome.patch();
        ObjectNode response = allowed(uid);
        if (!patch.isEmpty()) {
            response.put("patchType", "JSONPatch").put("patch", bytes(patch));
        }
        List<String> warnings = new ArrayList<>();
        for (Reason reason : outcome.reasons()) {
            if (reason.code() instanceof PodReason code && code.isForUser()) {
                warnings.add("sublet: " + reason.text());
            }
        }
        warn(response, warnings);
        if (!patch.isEmpty()) {
            response.putObject("auditAnnotations").put("decision", codes(outcome.reasons()));
        }
        return new Answer(wrap(response), patch.isEmpty() ? Result.UNCHANGED : Result.CHANGED, outcome.reasons());
    }

    /** Something that this webhook is not about. */
    static Answer unrelated(String uid) {
        return new Answer(wrap(allowed(uid)), Result.UNCHANGED, List.of());
    }

    /** The pod as it came, and word of it to whoever creates it. */
    public static Answer failedOpen(String uid, String why) {
        ObjectNode response = allowed(uid);
        warn(response, List.of("sublet: pod admitted unchanged, " + why));
        return new Answer(wrap(response), Result.FAILED_OPEN, List.of());
    }

    private static ObjectNode allowed(String uid) {
        return JsonNodeFactory.instance.objectNode().put("uid", uid).put("allowed", true);
    }

    private static void warn(ObjectNode response, List<String> warnings) {
        if (!warnings.isEmpty()) {
            ArrayNode list = response.putArray("warnings");
            warnings.forEach(warning -> list.add(shortened(warning)));
        }
    }

    /** Printable ASCII, cut at {@link #MAX_WARNING}: the text travels in an HTTP header. */
    private static String shortened(String text) {
        String plain = text.replaceAll("[^\\x20-\\x7e]", "?");
        return plain.length() <= MAX_WARNING ? plain : plain.substring(0, MAX_WARNING - 3) + "...";
    }

    private static String codes(List<Reason> reasons) {
        return reasons.stream().map(r -> r.code().name()).distinct().collect(Collectors.joining(","));
    }

    private static ObjectNode wrap(ObjectNode response) {
        ObjectNode review = JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", "admission.k8s.io/v1")
                .put("kind", "AdmissionReview");
        review.set("response", response);
        return review;
    }

    private static byte[] bytes(JsonNode tree) {
        try {
            return Review.JSON.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree cannot be written", e);
        }
    }
}
