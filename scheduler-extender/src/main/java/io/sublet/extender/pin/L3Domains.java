package io.sublet.extender.pin;

import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.cpu.LogicalCpu;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** How large a machine's L3 domains are. */
public final class L3Domains {
    private final List<Long> sizes;

    private L3Domains(Collection<Long> sizes) {
        this.sizes = sizes.stream().sorted(Comparator.reverseOrder()).toList();
    }

    public static L3Domains of(CpuTopology topology) {
        return new L3Domains(topology.cpus().stream()
                .filter(cpu -> cpu.l3() != LogicalCpu.UNKNOWN)
                .collect(Collectors.groupingBy(
                        cpu -> ((long) cpu.socket() << Integer.SIZE) + cpu.l3(), Collectors.counting()))
                .values());
    }

    /** The fewest domains that have so many CPUs together; all of them if they do not. */
    int leastFor(int cpus) {
        long had = 0;
        int domains = 0;
        while (had < cpus && domains < sizes.size()) {
            had += sizes.get(domains++);
        }
        return domains;
    }
}
