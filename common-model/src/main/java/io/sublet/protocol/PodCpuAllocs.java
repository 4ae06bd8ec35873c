package io.sublet.protocol;

import io.sublet.model.unit.CpuSet;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The annotation {@value Annotations#POD_CPU_ALLOCS}: the CPUs that a node's agent knows to be given to pods. */
public record PodCpuAllocs(List<Alloc> allocs) {
    /**
     * One pod's CPUs.
     *
     * @param managedByKubelet whether the kubelet's static CPU manager gave them
     */
    public record Alloc(String namespace, String name, String uid, CpuSet cpus, boolean managedByKubelet) {}

    public PodCpuAllocs {
        allocs = List.copyOf(allocs);
    }

    /** A text of {@code null}, which the peer writes for an empty list, is one. */
    public static Parsed<PodCpuAllocs> parse(@Nullable String annotation) {
        return Parsed.of(annotation, text -> {
            List<Alloc> allocs = new ArrayList<>();
            for (JsonObject entry : Fields.rootList(text)) {
                allocs.add(new Alloc(
                        entry.string("namespace").orElse(""),
                        entry.string("name").orElse(""),
                        entry.string("uid").orElse(""),
                        Fields.cpus(entry, "cpuset"),
                        entry.bool("managedByKubelet").orElse(false)));
            }
            return new PodCpuAllocs(allocs);
        });
    }

    /** All CPUs that the kubelet gave to pods. */
    public CpuSet ofKubelet() {
        CpuSet all = CpuSet.EMPTY;
        for (Alloc alloc : allocs) {
            all = alloc.managedByKubelet ? all.union(alloc.cpus) : all;
        }
        return all;
    }

    /** The annotation's text. */
    public String render() {
        List<Object> entries = new ArrayList<>();
        for (Alloc alloc : allocs) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("namespace", alloc.namespace);
            entry.put("name", alloc.name);
            entry.put("uid", alloc.uid);
            entry.put("cpuset", alloc.cpus.toString());
            if (alloc.managedByKubelet) {
                entry.put("managedByKubelet", true);
            }
            entries.add(entry);
        }
        return Json.write(entries);
    }
}
