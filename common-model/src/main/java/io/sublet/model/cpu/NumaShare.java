package io.sublet.model.cpu;

/**
 * What a pod was given on one NUMA node.
 *
 * @param node number of the NUMA node
 * @param amounts not amplified where the pod is bound to CPUs
 */
public record NumaShare(int node, Amounts amounts) {}
