package io.sublet.protocol;

import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.MilliCpu;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The annotation {@value Annotations#NODE_RESERVATION}: what an administrator keeps for the node itself. Reserved CPUs,
 * where they are named, take the place of the reserved CPU quantity.
 */
public record NodeReservation(CpuMemory quantity, CpuSet reservedCpus) {
    public static final NodeReservation NONE = new NodeReservation(CpuMemory.ZERO, CpuSet.EMPTY);

    public static Parsed<NodeReservation> parse(@Nullable String annotation) {
        return Parsed.of(annotation, text -> {
            JsonObject reservation = Json.parseObject(text);
            Map<String, String> resources = reservation.textMap("resources");
            CpuSet cpus = Fields.cpus(reservation, "reservedCPUs");
            String cpu = resources.get(ResourceNames.CPU);
            String memory = resources.get(ResourceNames.MEMORY);
            return new NodeReservation(
                    new CpuMemory(
                            cpu == null ? MilliCpu.ZERO : Quantities.parseCpu(cpu),
                            memory == null ? Bytes.ZERO : Quantities.parseBytes(memory)),
                    cpus);
        });
    }

    /** The annotation's text; amounts of zero are left out. */
    public String render() {
        Map<String, Object> fields = new LinkedHashMap<>();
        Map<String, String> resources = new LinkedHashMap<>();
        if (quantity.cpu().value() != 0) {
            resources.put(ResourceNames.CPU, Quantities.format(quantity.cpu()));
        }
        if (quantity.memory().value() != 0) {
            resources.put(ResourceNames.MEMORY, Quantities.format(quantity.memory()));
        }
        if (!resources.isEmpty()) {
            fields.put("resources", resources);
        }
        if (!reservedCpus.isEmpty()) {
            fields.put("reservedCPUs", reservedCpus.toString());
        }
        return Json.write(fields);
    }

    /** What the reservation takes from the node. */
    public CpuMemory amount() {
        return reservedCpus.isEmpty()
                ? quantity
                : new CpuMemory(MilliCpu.ofCpus(reservedCpus.size()), quantity.memory());
    }
}
