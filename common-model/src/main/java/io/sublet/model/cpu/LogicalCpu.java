package io.sublet.model.cpu;

import io.sublet.model.unit.CpuSet;

/**
 * One online logical CPU and where it stands.
 *
 * @param id its number, 0..{@value CpuSet#MAX_CPU}
 * @param core number of its physical core; two CPUs are on one core if socket, NUMA node, L3 domain and this agree
 * @param socket number of its socket, 0 or more
 * @param numa number of its NUMA node, unique on the machine, or {@link #UNKNOWN}
 * @param l3 number of the L3 cache it shares, unique in its socket, or {@link #UNKNOWN}
 */
public record LogicalCpu(int id, int core, int socket, int numa, int l3) {
    public static final int UNKNOWN = -1;

    public LogicalCpu {
        if (id < 0 || id > CpuSet.MAX_CPU) {
            throw new IllegalArgumentException("CPU number " + id + " is outside 0.." + CpuSet.MAX_CPU);
        }
        if (core < 0 || socket < 0 || numa < UNKNOWN || l3 < UNKNOWN) {
            throw new IllegalArgumentException("CPU " + id + " has a negative place: core " + core + ", socket "
                    + socket + ", NUMA node " + numa + ", L3 " + l3);
        }
    }
}
