package io.sublet.crds.podqos;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.sublet.crds.json.Frozen;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names pods. A pod must meet every criterion given; without any, every pod is named.
 *
 * @param labelSelector labels of the pod
 * @param namespaces names of namespaces; empty is no criterion
 * @param namespaceSelector labels of the namespace; not together with namespaces
 * @param priorityRange range of {@code spec.priority}
 * @param qosClasses QoS classes with defaults applied; empty is no criterion
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PodQoSSelector(
        @Nullable LabelSelector labelSelector,
        List<String> namespaces,
        @Nullable LabelSelector namespaceSelector,
        @Nullable PriorityRange priorityRange,
        List<String> qosClasses,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public PodQoSSelector {
        namespaces = Frozen.list(namespaces);
        qosClasses = Frozen.list(qosClasses);
        unknown = Frozen.map(unknown);
    }

    public PodQoSSelector(
            @Nullable LabelSelector labelSelector,
            List<String> namespaces,
            @Nullable LabelSelector namespaceSelector,
            @Nullable PriorityRange priorityRange,
            List<String> qosClasses) {
        this(labelSelector, namespaces, namespaceSelector, priorityRange, qosClasses, Map.of());
    }
}
