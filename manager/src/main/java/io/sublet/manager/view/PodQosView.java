package io.sublet.manager.view;

import io.sublet.model.pod.LabelSelector;
import io.sublet.model.slo.PodQosRule;
import io.sublet.protocol.Parsed;
import java.util.Optional;

/**
 * What the manager keeps of a PodQoS.
 *
 * @param generation of the spec
 * @param precedence of several objects that name a pod the highest governs it
 * @param rule what the object says, for the namespaces that it names itself
 * @param namespaceSelector labels of the namespaces that it is for, in place of names
 * @param status as it is on the object; empty where it has none that is complete
 */
public record PodQosView(
        String name,
        long generation,
        int precedence,
        Parsed<PodQosRule> rule,
        Optional<LabelSelector> namespaceSelector,
        Optional<PodQosStatus> status) {}
