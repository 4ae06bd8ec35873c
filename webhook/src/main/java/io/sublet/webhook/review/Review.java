package io.sublet.webhook.review;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sublet.protocol.Parsed;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The request of an AdmissionReview ({@code admission.k8s.io/v1}).
 *
 * @param uid echoed in the answer
 * @param namespace of the object; the object's own may be empty while it is created
 * @param createsPod whether it is about the creation of a pod, not of a subresource or of another kind
 * @param isDryRun nothing is stored in the end
 * @param object the tree as it would be stored without this webhook
 */
public record Review(String uid, String namespace, boolean createsPod, boolean isDryRun, JsonNode object) {

    /** Numbers keep their text: a fraction is not turned into binary, trailing zeros stay. */
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final String API_VERSION = "admission.k8s.io/v1";

    /** Reads the body of a call. */
    public static Parsed<Review> read(byte[] body) {
        JsonNode review;
        try {
            review = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return new Parsed.Invalid<>("not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
        JsonNode request = review.path("request");
        if (!review.path("kind").asText().equals("AdmissionReview")
                || !review.path("apiVersion").asText().equals(API_VERSION)) {
            return new Parsed.Invalid<>("not an AdmissionReview of " + API_VERSION);
        }
        String uid = request.path("uid").asText();
        if (uid.isEmpty()) {
            return new Parsed.Invalid<>("request.uid is missing");
        }
        boolean createsPod =
                isPod(request) && request.path("operation").asText().equals("CREATE");
        if (createsPod && !request.path("object").isObject()) {
            return new Parsed.Invalid<>("request.object is not an object");
        }
        return new Parsed.Valid<>(new Review(
                uid,
                request.path("namespace").asText(),
                createsPod,
                request.path("dryRun").asBoolean(),
                request.path("object")));
    }

    private static boolean isPod(JsonNode request) {
        JsonNode resource = request.path("resource");
        return resource.path("group").asText().isEmpty()
                && resource.path("resource").asText().equals("pods")
                && request.path("subResource").asText().isEmpty();
    }
}
