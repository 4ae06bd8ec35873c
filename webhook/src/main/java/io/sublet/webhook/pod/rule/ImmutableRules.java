package io.sublet.webhook.pod.rule;

import io.sublet.protocol.Labels;
import io.sublet.webhook.pod.rule.PodRules.Breach;
import java.util.ArrayList;
import java.util.List;

/** What stays as it was when the pod was created: where its cgroups are and what it runs on has been settled by then. */
final class ImmutableRules {

    private ImmutableRules() {}

    static List<Breach> check(Declared before, Declared after) {
        List<Breach> breaches = new ArrayList<>();
        compare(
                PodRule.QosClassImmutable,
                DeclarationRules.label(Labels.POD_QOS),
                before.qosText(),
                after.qosText(),
                breaches);
        compare(
                PodRule.PriorityClassImmutable,
                DeclarationRules.label(Labels.POD_PRIORITY_CLASS),
                before.priority().wireName(),
                after.priority().wireName(),
                breaches);
        compare(
                PodRule.SubPriorityImmutable,
                DeclarationRules.label(Labels.POD_SUB_PRIORITY),
                before.subPriority(),
                after.subPriority(),
                breaches);
        return breaches;
    }

    private static void compare(PodRule rule, String field, String before, String after, List<Breach> breaches) {
        if (!before.equals(after)) {
            breaches.add(new Breach(
                    rule, field, "Invalid value: \"" + after + "\": field is immutable, it was \"" + before + "\""));
        }
    }
}
