package io.sublet.webhook.review;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sublet.model.reason.Reason;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is decided about a review.
 *
 * @param result in one word
 * @param reasons of the decision; empty where the review failed or was about something else
 * @param patch RFC 6902, from the object as it came to the object as it should be; empty leaves it
 * @param warnings for whoever sent the request
 * @param denial why it is refused; empty lets it pass
 */
public record Answer(
        Result result, List<Reason> reasons, ArrayNode patch, List<String> warnings, Optional<Denial> denial) {

    /** Longest warning that the API server passes on uncut, however many there are. */
    static final int MAX_WARNING = 256;

    /** What the API server takes of all warnings of a request together; those beyond it are dropped. */
    static final int MAX_WARNINGS = 4096;

    /** Longest text about one decision in the audit log. */
    private static final int MAX_AUDIT = 1024;

    /** What became of the request. */
    public enum Result {
        CHANGED,
        UNCHANGED,
        DENIED,
        /** Nothing could be decided, so the request goes on as it came. */
        FAILED_OPEN
    }

    public Answer {
        reasons = List.copyOf(reasons);
        warnings = List.copyOf(warnings);
    }

    /** Something that this webhook is not about. */
    public static Answer unrelated() {
        return new Answer(Result.UNCHANGED, List.of(), noPatch(), List.of(), Optional.empty());
    }

    /** The request passes, changed by the patch if there is one. */
    public static Answer allowed(List<Reason> reasons, ArrayNode patch, List<String> warnings) {
        Result result = patch.isEmpty() ? Result.UNCHANGED : Result.CHANGED;
        return new Answer(result, reasons, patch, warnings, Optional.empty());
    }

    /** The request passes as it came. */
    public static Answer allowed(List<Reason> reasons, List<String> warnings) {
        return allowed(reasons, noPatch(), warnings);
    }

    /** The request is refused as a whole. */
    public static Answer denied(Denial denial, List<Reason> reasons, List<String> warnings) {
        return new Answer(Result.DENIED, reasons, noPatch(), warnings, Optional.of(denial));
    }

    /** Refused if a finding says so, with all of them; the others become warnings. */
    public static Answer of(Review review, List<Finding> findings) {
        List<Finding> denying = findings.stream().filter(Finding::denies).toList();
        List<Reason> reasons = findings.stream().map(Finding::reason).toList();
        List<String> warnings = findings.stream()
                .filter(finding -> !finding.denies())
                .map(Finding::toString)
                .toList();
        return denying.isEmpty()
                ? allowed(reasons, warnings)
                : denied(Denial.invalid(review.target(), denying), reasons, warnings);
    }

    /** The request as it came, and word of it to whoever sent it. */
    public static Answer failedOpen(String why) {
        return new Answer(
                Result.FAILED_OPEN,
                List.of(),
                noPatch(),
                List.of("admitted without being looked at, " + why),
                Optional.empty());
    }

    private static ArrayNode noPatch() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /**
     * An answer as it is sent.
     *
     * @param review an AdmissionReview with the response
     * @param patchSize bytes of the patch in it, before they are encoded; 0 without one
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    public record Encoded(byte[] review, int patchSize) {}

    /**
     * As it is sent.
     *
     * @param uid of the review that is answered
     */
    public Encoded encoded(String uid) {
        ObjectNode review = JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", "admission.k8s.io/v1")
                .put("kind", "AdmissionReview");
        ObjectNode response = review.putObject("response").put("uid", uid).put("allowed", denial.isEmpty());
        denial.ifPresent(refusal -> response.set("status", refusal.tree()));
        byte[] changes = patch.isEmpty() ? new byte[0] : bytes(patch);
        if (!patch.isEmpty()) {
            response.put("patchType", "JSONPatch").put("patch", changes);
        }
        if (!warnings.isEmpty()) {
            warn(response.putArray("warnings"));
        }
        if (!patch.isEmpty() || !warnings.isEmpty() || denial.isPresent()) {
            audit().ifPresent(text -> response.putObject("auditAnnotations").put("decision", text));
        }
        return new Encoded(bytes(review), changes.length);
    }

    /** As many as fit, and how many do not. */
    private void warn(ArrayNode list) {
        int left = MAX_WARNINGS - MAX_WARNING;
        for (String warning : warnings) {
            String text = shortened("sublet: " + warning);
            left -= text.length();
            if (left < 0) {
                list.add("sublet: and " + (warnings.size() - list.size()) + " more");
                return;
            }
            list.add(text);
        }
    }

    /** Printable ASCII, cut at {@link #MAX_WARNING}: the text travels in an HTTP header. */
    private static String shortened(String text) {
        String plain = text.replaceAll("[^\\x20-\\x7e]", "?");
        return plain.length() <= MAX_WARNING ? plain : plain.substring(0, MAX_WARNING - 3) + "...";
    }

    /** What the audit log says of the decision. */
    private Optional<String> audit() {
        String text = reasons.stream().limit(MAX_AUDIT).map(Reason::toString).collect(Collectors.joining("; "));
        return text.isEmpty() ? Optional.empty() : Optional.of(text.substring(0, Math.min(text.length(), MAX_AUDIT)));
    }

    private static byte[] bytes(JsonNode tree) {
        try {
            return ReviewTree.JSON.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree cannot be written", e);
        }
    }
}
