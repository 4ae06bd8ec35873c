package io.sublet.webhook.review;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.sublet.protocol.Parsed;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The request of an AdmissionReview ({@code admission.k8s.io/v1}).
 *
 * @param uid echoed in the answer
 * @param operation what is done
 * @param target what it is done to
 * @param user name of the one who does it; empty if the API server does not say
 * @param isDryRun nothing is stored in the end
 * @param object the tree as it would be stored without this webhook; missing for a deletion
 * @param oldObject the tree as it is stored; missing for a creation
 */
public record Review(
        String uid,
        Operation operation,
        Target target,
        String user,
        boolean isDryRun,
        JsonNode object,
        JsonNode oldObject) {

    /** What is done to an object. */
    public enum Operation {
        CREATE,
        UPDATE,
        DELETE,
        CONNECT,
        /** One that this version does not know. */
        OTHER
    }

    /**
     * Which object.
     *
     * @param group API group, empty for the core
     * @param resource plural name, with the subresource after a slash if there is one, as {@code nodes/status}
     * @param kind as {@code Node}
     * @param namespace of the object, empty if it has none; the object's own may be empty while it is created
     * @param name empty while it is generated
     */
    public record Target(String group, String resource, String kind, String namespace, String name) {

        /** Whether it is of this resource, subresource included. */
        public boolean is(String group, String resource) {
            return this.group.equals(group) && this.resource.equals(resource);
        }
    }

    private static final String API_VERSION = "admission.k8s.io/v1";

    /** Reads the body of a call; without the managed fields of its objects, see {@link ReviewTree}. What is written has an object, what is replaced or deleted an old one. */
    public static Parsed<Review> read(byte[] body) {
        JsonNode review;
        try {
            review = ReviewTree.read(body);
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
        Operation operation = operation(request.path("operation").asText());
        boolean writes = operation == Operation.CREATE || operation == Operation.UPDATE;
        if (writes && !request.path("object").isObject()) {
            return new Parsed.Invalid<>("request.object is not an object");
        }
        boolean replaces = operation == Operation.UPDATE || operation == Operation.DELETE;
        if (replaces && !request.path("oldObject").isObject()) {
            return new Parsed.Invalid<>("request.oldObject is not an object");
        }
        return new Parsed.Valid<>(new Review(
                uid,
                operation,
                target(request),
                request.path("userInfo").path("username").asText(),
                request.path("dryRun").asBoolean(),
                request.path("object"),
                request.path("oldObject")));
    }

    private static Operation operation(String text) {
        return switch (text) {
            case "CREATE" -> Operation.CREATE;
            case "UPDATE" -> Operation.UPDATE;
            case "DELETE" -> Operation.DELETE;
            case "CONNECT" -> Operation.CONNECT;
            default -> Operation.OTHER;
        };
    }

    private static Target target(JsonNode request) {
        String subresource = request.path("subResource").asText();
        String resource = request.path("resource").path("resource").asText();
        return new Target(
                request.path("resource").path("group").asText(),
                subresource.isEmpty() ? resource : resource + "/" + subresource,
                request.path("kind").path("kind").asText(),
                request.path("namespace").asText(),
                request.path("name").asText());
    }

    /** Whether this is done to an object of this resource, subresource included. */
    public boolean isAbout(Operation operation, String group, String resource) {
        return this.operation == operation && target.is(group, resource);
    }
}
