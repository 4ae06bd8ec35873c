package io.sublet.extender;

import io.fabric8.kubernetes.api.model.Quantity;
import io.sublet.crds.noderesourcetopology.NodeResourceTopology;
import io.sublet.crds.noderesourcetopology.Zone;
import io.sublet.crds.noderesourcetopology.ZoneResource;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.CpuTopologyReport;
import java.util.List;
import java.util.Map;

/** What an agent reports of a node: its CPUs, and NUMA nodes with 1 GiB a CPU. */
final class TopologyReports {
    private TopologyReports() {}

    static NodeResourceTopology of(String name, CpuTopology topology) {
        NodeResourceTopology report = new NodeResourceTopology();
        report.getMetadata().setName(name);
        report.getMetadata().setAnnotations(Map.of(Annotations.CPU_TOPOLOGY, new CpuTopologyReport(topology).render()));
        report.setTopologyPolicies(List.of("None"));
        report.setZones(topology.numaNodes().stream()
                .map(numa -> zone(numa, topology.cpusOfNuma(numa).size()))
                .toList());
        return report;
    }

    private static Zone zone(int numa, int cpus) {
        Quantity cpu = new Quantity(Integer.toString(cpus));
        Quantity memory = new Quantity(cpus + "Gi");
        return new Zone(
                "node-" + numa,
                "Node",
                null,
                List.of(),
                List.of(),
                List.of(new ZoneResource("cpu", cpu, cpu, cpu), new ZoneResource("memory", memory, memory, memory)),
                Map.of());
    }
}
