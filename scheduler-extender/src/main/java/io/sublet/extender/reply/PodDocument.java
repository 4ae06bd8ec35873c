package io.sublet.extender.reply;

import io.sublet.extender.bind.ApiPod;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A Pod of the API as JSON, with the same eyes as the pods in questions. */
public final class PodDocument {
    private PodDocument() {}

    /**
     * Reads a pod.
     *
     * @throws JsonException if it is none
     */
    public static ApiPod read(byte[] body) {
        JsonObject pod = Json.parseObject(new String(body, StandardCharsets.UTF_8));
        JsonObject metadata = pod.objectOrEmpty("metadata");
        Optional<String> phase = pod.objectOrEmpty("status").string("phase");
        return new ApiPod(
                Question.parsePod(body),
                metadata.string("resourceVersion").orElse(""),
                pod.objectOrEmpty("spec").string("nodeName").filter(node -> !node.isEmpty()),
                phase.filter(List.of("Succeeded", "Failed")::contains).isPresent(),
                metadata.string("deletionTimestamp").isPresent(),
                metadata.textMap("annotations"));
    }

    /** Whether a container bears the mark. */
    public static boolean isMarked(JsonObject pod) {
        JsonObject spec = pod.objectOrEmpty("spec");
        return containsMark(spec.objects("containers")) || containsMark(spec.objects("initContainers"));
    }

    private static boolean containsMark(List<JsonObject> containers) {
        return containers.stream()
                .map(container -> container.objectOrEmpty("resources"))
                .anyMatch(resources ->
                        resources.objectOrEmpty("requests").fields().containsKey(ResourceNames.PINNED)
                                || resources.objectOrEmpty("limits").fields().containsKey(ResourceNames.PINNED));
    }
}
