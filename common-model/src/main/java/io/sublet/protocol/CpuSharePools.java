package io.sublet.protocol;

import io.sublet.model.cpu.SharePool;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The annotations {@value Annotations#CPU_SHARE_POOLS} and {@value Annotations#BE_CPU_SHARE_POOLS}: the CPUs on which pods
 * without CPUs of their own run, by NUMA node.
 */
public record CpuSharePools(List<SharePool> pools) {
    public CpuSharePools {
        pools = List.copyOf(pools);
    }

    public static Parsed<CpuSharePools> parse(@Nullable String annotation) {
        return Parsed.of(annotation, text -> {
            List<SharePool> pools = new ArrayList<>();
            for (JsonObject entry : Fields.rootList(text)) {
                pools.add(new SharePool(number(entry, "socket"), number(entry, "node"), Fields.cpus(entry, "cpuset")));
            }
            return new CpuSharePools(pools);
        });
    }

    private static int number(JsonObject entry, String field) {
        return Fields.integer(entry, field, 0, Integer.MAX_VALUE).orElse(0L).intValue();
    }

    /** The annotation's text. */
    public String render() {
        List<Object> entries = new ArrayList<>();
        for (SharePool pool : pools) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("socket", pool.socket());
            entry.put("node", pool.node());
            entry.put("cpuset", pool.cpus().toString());
            entries.add(entry);
        }
        return Json.write(entries);
    }
}
