package io.sublet.manager.overcommit;

import io.sublet.model.pod.PriorityClass;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.Quantities;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The annotation {@value #KEY}: batch resources that another scheduler, such as YARN's, has taken for itself.
 *
 * @param batch sum over the allocations of the class batch
 */
public record ThirdPartyAllocations(CpuMemory batch) {
    public static final String KEY = "node.koordinator.sh/thirdPartyAllocations";

    public static Parsed<ThirdPartyAllocations> parse(@Nullable String annotation) {
        return Parsed.of(annotation, text -> {
            CpuMemory sum = CpuMemory.ZERO;
            for (JsonObject allocation : Json.parseObject(text).objects("allocations")) {
                if (PriorityClass.ofName(allocation.string("priority").orElse("")) == PriorityClass.BATCH) {
                    sum = Amounts.plus(sum, amount(allocation));
                }
            }
            return new ThirdPartyAllocations(sum);
        });
    }

    private static CpuMemory amount(JsonObject allocation) {
        Map<String, String> resources = allocation.textMap("resources");
        String cpu = resources.getOrDefault(ResourceNames.BATCH_CPU, "0");
        String memory = resources.getOrDefault(ResourceNames.BATCH_MEMORY, "0");
        CpuMemory amount =
                new CpuMemory(new MilliCpu(Quantities.parseCount(cpu)), new Bytes(Quantities.parseCount(memory)));
        if (!amount.equals(amount.atLeastZero())) {
            throw new JsonException(allocation.pathOf("resources") + " must not be negative");
        }
        return amount;
    }
}
