package io.sublet.agent.observe.kubelet;

import io.sublet.model.unit.CpuSet;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The kubelet's record of its CPU manager, the file {@code cpu_manager_state}.
 *
 * @param policy {@code none} or {@code static}
 * @param exclusive the CPUs of containers that have some of their own, together, by the pod's uid
 */
public record CpuManagerState(String policy, Map<String, CpuSet> exclusive) {
    public static final CpuManagerState NONE = new CpuManagerState("none", Map.of());

    public CpuManagerState {
        exclusive = Collections.unmodifiableMap(new TreeMap<>(exclusive));
    }

    public boolean isStatic() {
        return policy.equals("static");
    }

    /** Reads the file; empty if it is not of its form. */
    public static Optional<CpuManagerState> parse(String text) {
        try {
            JsonObject state = Json.parseObject(text);
            Map<String, CpuSet> exclusive = new TreeMap<>();
            JsonObject entries = state.objectOrEmpty("entries");
            for (String uid : entries.fields().keySet()) {
                CpuSet cpus = CpuSet.EMPTY;
                for (String list : entries.textMap(uid).values()) {
                    cpus = cpus.union(CpuSet.parse(list).orElseThrow(() -> new JsonException("not CPUs: " + list)));
                }
                exclusive.put(uid, cpus);
            }
            return state.string("policyName").map(policy -> new CpuManagerState(policy, exclusive));
        } catch (JsonException e) {
            return Optional.empty();
        }
    }
}
