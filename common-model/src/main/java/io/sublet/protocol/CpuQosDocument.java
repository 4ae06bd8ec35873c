package io.sublet.protocol;

import io.sublet.model.pod.QosClass;
import io.sublet.model.slo.SchedulingRule;
import io.sublet.model.slo.SchedulingRule.ClassRule;
import io.sublet.model.slo.SchedulingRule.Policy;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code cpuQOS} of each class in a NodeSLO, and the annotation {@value Annotations#CPU_QOS} of a pod. */
public final class CpuQosDocument {
    private CpuQosDocument() {}

    static SchedulingRule parse(JsonObject spec) {
        JsonObject strategy = spec.objectOrEmpty("resourceQOSStrategy");
        return new SchedulingRule(
                Fields.named(
                        strategy.objectOrEmpty("policies"),
                        "cpuPolicy",
                        CpuQosDocument::policy,
                        SchedulingRule.DEFAULT.policy()),
                Map.of(
                        QosClass.LSR, of(strategy, "lsrClass", QosClass.LSR),
                        QosClass.LS, of(strategy, "lsClass", QosClass.LS),
                        QosClass.BE, of(strategy, "beClass", QosClass.BE),
                        QosClass.SYSTEM, of(strategy, "systemClass", QosClass.SYSTEM)));
    }

    /** A pod's own identity, -1..2; zero where the annotation does not enable any. */
    public static Parsed<Integer> identity(@Nullable String annotation) {
        return Parsed.of(annotation, text -> {
            JsonObject own = Json.parseObject(text);
            int identity =
                    Math.toIntExact(Fields.integer(own, "groupIdentity", -1, 2).orElse(0L));
            return own.bool("enable").orElse(false) ? identity : 0;
        });
    }

    private static Optional<Policy> policy(String text) {
        return switch (text) {
            case "groupIdentity" -> Optional.of(Policy.GROUP_IDENTITY);
            case "coreSched" -> Optional.of(Policy.CORE_SCHED);
            default -> Optional.empty();
        };
    }

    private static ClassRule of(JsonObject strategy, String field, QosClass qos) {
        JsonObject rule = strategy.objectOrEmpty(field).objectOrEmpty("cpuQOS");
        ClassRule defaults = ClassRule.defaultFor(qos);
        return new ClassRule(
                rule.bool("enable").orElse(defaults.enabled()),
                Math.toIntExact(Fields.integer(rule, "groupIdentity", -1, 2).orElse((long) defaults.identity())),
                Fields.integer(rule, "schedIdle", 0, 1).orElse(0L) == 1,
                rule.bool("coreExpeller").orElse(defaults.expeller()));
    }
}
