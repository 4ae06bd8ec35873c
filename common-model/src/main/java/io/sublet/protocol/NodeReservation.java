package io.sublet.protocol;

import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.MilliCpu;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The annotation {@value Annotations#NODE_RESERVATION}: what an administrator keeps for the node itself. Reserved CPUs,
 * where they are named, take the place of the reserved CPU quantity.
 *
 * @param cpusOnly no pod is bound to the reserved CPUs, and pods may still ask for all that is allocatable, because the kubelet
 *     has taken the amount off already
 */
public record NodeReservation(CpuMemory quantity, CpuSet reservedCpus, boolean cpusOnly) {
    public static final NodeReservation NONE = new NodeReservation(CpuMemory.ZERO, CpuSet.EMPTY);

    private static final String APPLY_POLICY = "applyPolicy";
    private static final Set<String> TAKEN_OFF = Set.of("", "Default");

    /** One that is taken off what pods may ask for. */
    public NodeReservation(CpuMemory quantity, CpuSet reservedCpus) {
        this(quantity, reservedCpus, false);
    }

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
                    cpus,
                    !TAKEN_OFF.contains(reservation.string(APPLY_POLICY).orElse("")));
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
        if (cpusOnly) {
            fields.put(APPLY_POLICY, "ReservedCPUsOnly");
        }
        return Json.write(fields);
    }

    /** What the reservation takes from the node. */
    public CpuMemory amount() {
        return reservedCpus.isEmpty()
                ? quantity
                : new CpuMemory(MilliCpu.ofCpus(reservedCpus.size()), quantity.memory());
    }

    /** What pods may not ask for although it is allocatable. */
    public CpuMemory takenOffAllocatable() {
        return cpusOnly ? CpuMemory.ZERO : amount().atLeastZero();
    }
}
