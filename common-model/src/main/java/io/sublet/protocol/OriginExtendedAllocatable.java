package io.sublet.protocol;

import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.NormalizedCpu;
import io.sublet.protocol.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** The annotation {@value Annotations#ORIGIN_EXTENDED_ALLOCATABLE}: what batch may take before third parties take theirs. */
public record OriginExtendedAllocatable(NormalizedCpu batchCpu, Bytes batchMemory) {
    /** Of a node that offers nothing. */
    public static final OriginExtendedAllocatable NOTHING =
            new OriginExtendedAllocatable(NormalizedCpu.ZERO, Bytes.ZERO);

    /** The annotation's text. */
    public String render() {
        Map<String, Object> resources = new LinkedHashMap<>();
        resources.put(ResourceNames.BATCH_CPU, Quantities.formatCount(batchCpu.value()));
        resources.put(ResourceNames.BATCH_MEMORY, Quantities.format(batchMemory));
        return Json.write(Map.of("resources", resources));
    }
}
