package io.sublet.e2e.peer;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** What differs on purpose, with its reason; from {@code intended.yaml}. */
final class IntendedDifferences {
    private IntendedDifferences() {}

    /** The paths, by those of the cases that have any. */
    static Map<String, List<String>> of(List<String> cases) {
        JsonNode documents = new KubernetesSerialization()
                .unmarshal(
                        Objects.requireNonNull(IntendedDifferences.class.getResourceAsStream("/peer/intended.yaml")),
                        JsonNode.class);
        Map<String, List<String>> intended = new TreeMap<>();
        documents.properties().stream()
                .filter(entry -> cases.contains(entry.getKey()))
                .forEach(entry -> intended.put(
                        entry.getKey(),
                        StreamSupport.stream(entry.getValue().path("paths").spliterator(), false)
                                .map(JsonNode::asText)
                                .toList()));
        return intended;
    }
}
