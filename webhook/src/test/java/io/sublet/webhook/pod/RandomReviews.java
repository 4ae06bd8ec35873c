package io.sublet.webhook.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Labels;
import io.sublet.webhook.Mutant;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** AdmissionReviews about pods as bytes, whole and broken. */
final class RandomReviews {
    private static final List<String> ANNOTATIONS =
            List.of(Annotations.EXTENDED_RESOURCE_SPEC, Annotations.RESERVE_POD, ProfileDecisions.ANNOTATION, "note");
    private static final List<String> TEXTS = List.of(
            "",
            "{}",
            "{",
            "null",
            "[1]",
            "{\"containers\":{\"x\":{\"requests\":{\"kubernetes.io/batch-cpu\":\"1k\"}}}}",
            "{\"p0\":\"applied\",\"p1\":\"unmatched\"}",
            "{\"p0\":\"maybe\"}");

    private RandomReviews() {}

    /** A review of the right form about a pod that may be broken in a few places. */
    static ObjectNode review(Random random) {
        ObjectNode review = JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", "admission.k8s.io/v1")
                .put("kind", "AdmissionReview");
        ObjectNode request = review.putObject("request");
        request.put("uid", "u-1").put("namespace", random.nextInt(20) == 0 ? "gone" : "test");
        request.putObject("resource").put("group", "").put("version", "v1").put("resource", "pods");
        request.put("operation", "CREATE");
        ObjectNode pod = pod(random);
        request.set("object", pod);
        if (random.nextInt(3) == 0) {
            request.put("operation", "UPDATE");
            request.set("oldObject", random.nextBoolean() ? pod(random) : relabelled(pod, random));
            if (random.nextInt(4) == 0) {
                request.put("subResource", "resize");
            }
        }
        return review;
    }

    private static ObjectNode pod(Random random) {
        ObjectNode pod = RandomPods.pod(random).tree();
        ObjectNode metadata = pod.withObject("/metadata");
        if (random.nextInt(3) == 0) {
            metadata.withObject("/annotations")
                    .put(ANNOTATIONS.get(random.nextInt(ANNOTATIONS.size())), TEXTS.get(random.nextInt(TEXTS.size())));
        }
        if (random.nextInt(3) == 0) {
            Mutant.mutate(pod, random);
        }
        return pod;
    }

    private static JsonNode relabelled(ObjectNode pod, Random random) {
        ObjectNode other = pod.deepCopy();
        if (other.path("metadata").path("labels") instanceof ObjectNode labels) {
            List<String> keys = List.of(Labels.POD_QOS, Labels.POD_PRIORITY_CLASS, Labels.POD_SUB_PRIORITY);
            labels.put(
                    keys.get(random.nextInt(keys.size())),
                    List.of("BE", "koord-mid", "7", "").get(random.nextInt(4)));
        }
        return other;
    }

    /** As it arrives, one in ten broken as a whole. */
    static byte[] bytes(ObjectNode review, Random random) {
        ObjectNode sent = review;
        if (random.nextInt(20) == 0) {
            sent = review.deepCopy();
            Mutant.mutate(sent, random);
        }
        byte[] bytes = sent.toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(20) == 0) {
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
        }
        return bytes;
    }
}
