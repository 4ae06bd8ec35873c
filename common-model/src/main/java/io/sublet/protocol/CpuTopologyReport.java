package io.sublet.protocol;

import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.cpu.LogicalCpu;
import io.sublet.model.unit.CpuSet;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The annotation {@value Annotations#CPU_TOPOLOGY}: a node's online CPUs. The field {@code l3} of an entry is Sublet's own;
 * Koordinator neither writes it nor minds it.
 */
public record CpuTopologyReport(CpuTopology topology) {
    private static final String L3 = "l3";

    public static Parsed<CpuTopologyReport> parse(@Nullable String annotation) {
        return Parsed.of(annotation, text -> {
            List<LogicalCpu> cpus = new ArrayList<>();
            for (JsonObject entry : Json.parseObject(text).objects("detail")) {
                cpus.add(new LogicalCpu(
                        place(entry, "id", 0),
                        place(entry, "core", 0),
                        place(entry, "socket", 0),
                        place(entry, "node", 0),
                        place(entry, L3, LogicalCpu.UNKNOWN)));
            }
            try {
                return new CpuTopologyReport(CpuTopology.of(cpus));
            } catch (IllegalArgumentException e) {
                throw new JsonException("detail: " + e.getMessage());
            }
        });
    }

    /** A number that is absent where it is the type's zero, as Go leaves it out; or Sublet's own. */
    private static int place(JsonObject entry, String field, int absent) {
        long least = field.equals(L3) ? LogicalCpu.UNKNOWN : 0;
        long most = field.equals("id") ? CpuSet.MAX_CPU : Integer.MAX_VALUE;
        return Fields.integer(entry, field, least, most).orElse((long) absent).intValue();
    }

    /** The annotation's text. */
    public String render() {
        List<Object> detail = new ArrayList<>();
        for (LogicalCpu cpu : topology.cpus()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("id", cpu.id());
            entry.put("core", cpu.core());
            entry.put("socket", cpu.socket());
            entry.put("node", Math.max(0, cpu.numa()));
            if (cpu.l3() != LogicalCpu.UNKNOWN) {
                entry.put(L3, cpu.l3());
            }
            detail.add(entry);
        }
        return Json.write(Map.of("detail", detail));
    }
}
