package io.sublet.manager.overcommit;

import io.sublet.model.pod.PriorityClass;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.CappedSum;
import io.sublet.model.unit.NormalizedCpu;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.Quantities;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The annotation {@value #KEY}: batch resources that another scheduler, such as YARN's, has taken for itself.
 *
 * @param batchCpu sum over the allocations of the class batch
 * @param batchMemory the same of memory
 */
public record ThirdPartyAllocations(NormalizedCpu batchCpu, Bytes batchMemory) {
    public static final ThirdPartyAllocations NONE = new ThirdPartyAllocations(NormalizedCpu.ZERO, Bytes.ZERO);

    public static final String KEY = "node.koordinator.sh/thirdPartyAllocations";

    public static Parsed<ThirdPartyAllocations> parse(@Nullable String annotation) {
        return Parsed.of(annotation, text -> {
            long cpu = 0;
            long memory = 0;
            for (JsonObject allocation : Json.parseObject(text).objects("allocations")) {
                if (PriorityClass.ofName(allocation.string("priority").orElse("")) == PriorityClass.BATCH) {
                    cpu = CappedSum.of(cpu, amount(allocation, ResourceNames.BATCH_CPU));
                    memory = CappedSum.of(memory, amount(allocation, ResourceNames.BATCH_MEMORY));
                }
            }
            return new ThirdPartyAllocations(new NormalizedCpu(cpu), new Bytes(memory));
        });
    }

    private static long amount(JsonObject allocation, String resource) {
        long amount = Quantities.parseCount(allocation.textMap("resources").getOrDefault(resource, "0"));
        if (amount < 0) {
            throw new JsonException(allocation.pathOf("resources") + " must not be negative");
        }
        return amount;
    }
}
