package io.sublet.model.cpu;

import io.sublet.model.unit.CpuSet;

/**
 * The part of a pool of CPUs that lies on one NUMA node.
 *
 * @param socket number of the socket
 * @param node number of the NUMA node
 * @param cpus empty where all are taken
 */
public record SharePool(int socket, int node, CpuSet cpus) {}
