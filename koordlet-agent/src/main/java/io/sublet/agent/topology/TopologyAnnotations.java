package io.sublet.agent.topology;

import io.sublet.agent.observe.kubelet.CpuManagerState;
import io.sublet.agent.observe.kubelet.KubeletObservation;
import io.sublet.agent.observe.machine.CpuModel;
import io.sublet.agent.observe.machine.CpuTopology;
import io.sublet.agent.observe.machine.LogicalCpu;
import io.sublet.model.unit.CpuSet;
import io.sublet.protocol.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The texts of the annotations. */
final class TopologyAnnotations {
    static final String CPU_BASIC_INFO = "node.koordinator.sh/cpu-basic-info";
    static final String CPU_TOPOLOGY = "node.koordinator.sh/cpu-topology";
    static final String CPU_SHARED_POOLS = "node.koordinator.sh/cpu-shared-pools";
    static final String BE_CPU_SHARED_POOLS = "node.koordinator.sh/be-cpu-shared-pools";
    static final String POD_CPU_ALLOCS = "node.koordinator.sh/pod-cpu-allocs";
    static final String CPU_MANAGER_POLICY = "kubelet.koordinator.sh/cpu-manager-policy";
    static final String NODE_RESERVATION = "node.koordinator.sh/reservation";
    static final String SYSTEM_QOS_RESOURCE = "node.koordinator.sh/system-qos-resource";

    private TopologyAnnotations() {}

    /** Switches that are off are left out. */
    static String basicInfo(CpuModel model) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("cpuModel", model.name());
        if (model.smt()) {
            fields.put("hyperThreadEnabled", true);
        }
        if (model.turbo()) {
            fields.put("turboEnabled", true);
        }
        fields.put("catL3CbmMask", model.l3Mask().orElse(""));
        fields.put("vendorID", model.vendor());
        return Json.write(fields);
    }

    /** With {@code l3}, which Koordinator leaves alone, where the machine shows it. */
    static String topology(CpuTopology topology) {
        List<Object> detail = new ArrayList<>();
        for (LogicalCpu cpu : topology.cpus()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("id", cpu.id());
            fields.put("core", cpu.core());
            fields.put("socket", cpu.socket());
            fields.put("node", cpu.numa());
            if (cpu.l3() != LogicalCpu.UNKNOWN) {
                fields.put("l3", cpu.l3());
            }
            detail.add(fields);
        }
        return Json.write(Map.of("detail", detail));
    }

    static String pools(List<SharePools.Pool> pools) {
        List<Object> list = new ArrayList<>();
        for (SharePools.Pool pool : pools) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("socket", pool.socket());
            fields.put("node", pool.numaNode());
            fields.put("cpuset", pool.cpus().toString());
            list.add(fields);
        }
        return Json.write(list);
    }

    static String allocations(List<TopologyReport.Allocation> allocations) {
        List<Object> list = new ArrayList<>();
        for (TopologyReport.Allocation allocation : allocations) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("namespace", allocation.pod().namespace());
            fields.put("name", allocation.pod().name());
            fields.put("uid", allocation.pod().uid());
            fields.put("cpuset", allocation.cpus().toString());
            fields.put("managedByKubelet", true);
            list.add(fields);
        }
        return Json.write(list.isEmpty() ? null : list);
    }

    static String cpuManager(KubeletObservation kubelet, CpuSet reserved) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(
                "policy",
                kubelet.cpuManager()
                        .map(CpuManagerState::policy)
                        .toOptional()
                        .orElseGet(() -> kubelet.settings().cpuManagerPolicy().orElse("none")));
        if (!kubelet.settings().cpuManagerPolicyOptions().isEmpty()) {
            fields.put("options", kubelet.settings().cpuManagerPolicyOptions());
        }
        if (!reserved.isEmpty()) {
            fields.put("reservedCPUs", reserved.toString());
        }
        return Json.write(fields);
    }

    static String reservation(CpuSet cpus) {
        return Json.write(Map.of("reservedCPUs", cpus.toString()));
    }
}
