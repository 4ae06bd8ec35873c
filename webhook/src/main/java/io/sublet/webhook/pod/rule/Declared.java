package io.sublet.webhook.pod.rule;

import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.protocol.Labels;
import io.sublet.webhook.pod.PodDraft;
import java.util.Map;
import java.util.Optional;

/**
 * What a pod says of itself, without what follows from its resources.
 *
 * @param qos by the label, empty for an unknown value too
 * @param priority by the label or the priority
 * @param subPriority the label's text, empty if there is none
 */
record Declared(Optional<QosClass> qos, PriorityClass priority, String subPriority) {

    static Declared by(PodDraft pod) {
        Map<String, String> labels = pod.labels();
        return new Declared(
                Optional.ofNullable(labels.get(Labels.POD_QOS)).flatMap(QosClass::parse),
                PriorityClass.declared(Optional.ofNullable(labels.get(Labels.POD_PRIORITY_CLASS)), pod.priority()),
                labels.getOrDefault(Labels.POD_SUB_PRIORITY, ""));
    }

    String qosText() {
        return qos.map(Enum::name).orElse("");
    }
}
