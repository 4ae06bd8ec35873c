package io.sublet.extender.pin;

import io.sublet.model.cpu.CpuBindPolicy;
import io.sublet.model.cpu.NodeCpuPolicy;
import io.sublet.model.cpu.NodeCpus;
import io.sublet.model.cpu.NumaTopologyPolicy;
import io.sublet.model.cpu.ReservedCpus;
import java.util.Optional;

/** A node without pods, from what its two objects say. */
public record NodeSetup(NodeCpus empty, L3Domains l3Domains, Optional<String> flaw) {

    /** From the Node, and its NodeResourceTopology if there is one. */
    public static NodeSetup of(NodeDeclaration node, Optional<TopologyReport> reported) {
        TopologyReport report = reported.orElseGet(() -> TopologyReport.none(node.name()));
        NodeCpuPolicy policy = new NodeCpuPolicy(
                report.kubelet().wholeCoresOnly() ? CpuBindPolicy.FULL_PCPUS : node.bind(),
                node.numa() == NumaTopologyPolicy.NONE ? report.kubeletNuma() : node.numa(),
                node.strategy(),
                node.amplification());
        ReservedCpus reserved = new ReservedCpus(
                report.kubeletPods(),
                report.kubelet().reservedCpus(),
                node.reserved().union(report.reserved()),
                node.system().union(report.system()));
        return new NodeSetup(
                NodeCpus.of(report.topology(), reserved, policy, report.zones()),
                L3Domains.of(report.topology()),
                node.flaw().or(report::flaw));
    }
}
