package io.sublet.model.usage;

/** What was used on one NUMA node, averaged over the collect policy's aggregate duration. */
public record NumaNodeUsage(int numaNode, ResourceUsage node) {}
