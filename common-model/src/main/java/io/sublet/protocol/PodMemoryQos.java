package io.sublet.protocol;

import io.sublet.model.pod.QosClass;
import io.sublet.model.slo.MemoryQos;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** The annotation {@value Annotations#MEMORY_QOS}: what a pod wants of its class's memory settings. */
public final class PodMemoryQos {
    private PodMemoryQos() {}

    /**
     * The pod's settings. The policy {@code none} begins with a kernel that nobody has touched, {@code auto} with what its class has by
     * default, {@code default} (also where none is given) with what the node's policy says of the class; fields that are given
     * replace those.
     *
     * @param ofClass of the node's policy
     */
    public static Parsed<MemoryQos> parse(@Nullable String annotation, QosClass qos, MemoryQos ofClass) {
        return Parsed.of(annotation, text -> {
            JsonObject fields = Json.parseObject(text);
            String policy = fields.string("policy").orElse("");
            MemoryQos base = switch (policy) {
                case "none" -> MemoryQos.NONE;
                case "auto" -> MemoryQos.defaultFor(qos);
                case "", "default" -> ofClass;
                default ->
                    throw new JsonException(fields.pathOf("policy") + " must be none, default or auto, was " + policy);
            };
            MemoryQos given = MemoryQosFields.over(base, fields);
            return policy.equals("none") && given.equals(MemoryQosFields.over(MemoryQos.NONE, JsonObject.EMPTY))
                    ? MemoryQos.NONE
                    : given;
        });
    }
}
