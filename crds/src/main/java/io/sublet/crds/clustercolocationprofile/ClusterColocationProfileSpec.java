package io.sublet.crds.clustercolocationprofile;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.sublet.crds.json.Frozen;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which pods, and what they get.
 *
 * @param namespaceSelector labels of the namespace; null and empty match every namespace
 * @param selector labels of the pod; null and empty match every pod
 * @param probability share of the matching pods that are changed: an integer percentage or text such as {@code 30%}; null is 100
 * @param qosClass {@code LSE}, {@code LSR}, {@code LS}, {@code BE} or {@code SYSTEM}
 * @param priorityClassName priority class that the pods get
 * @param koordinatorPriority priority inside of the class
 * @param labels labels that are set or overwritten
 * @param annotations annotations that are set or overwritten
 * @param labelKeysMapping old key to new key, whose value is copied
 * @param annotationKeysMapping old key to new key, whose value is copied
 * @param labelSuffixes text by label key that is appended to the value
 * @param schedulerName scheduler that the pods get
 * @param patch strategic merge patch, applied last
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ClusterColocationProfileSpec(
        @Nullable LabelSelector namespaceSelector,
        @Nullable LabelSelector selector,
        @Nullable IntOrString probability,
        @Nullable String qosClass,
        @Nullable String priorityClassName,
        @Nullable Integer koordinatorPriority,
        Map<String, String> labels,
        Map<String, String> annotations,
        Map<String, String> labelKeysMapping,
        Map<String, String> annotationKeysMapping,
        Map<String, String> labelSuffixes,
        @Nullable String schedulerName,
        @Nullable JsonNode patch,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public ClusterColocationProfileSpec {
        labels = Frozen.map(labels);
        annotations = Frozen.map(annotations);
        labelKeysMapping = Frozen.map(labelKeysMapping);
        annotationKeysMapping = Frozen.map(annotationKeysMapping);
        labelSuffixes = Frozen.map(labelSuffixes);
        unknown = Frozen.map(unknown);
    }
}
