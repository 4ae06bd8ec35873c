package io.sublet.model.cpu;

import io.sublet.model.cpu.CpuTopology.Domain;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Ratio;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What each NUMA node of a node offers and how much of it is used, in columns by NUMA node. CPU is in milli-CPU and amplified,
 * with what is bound counted in full; what is reserved is not offered.
 */
final class NumaState {
    static final int CPU = 0;
    static final int MEMORY = 1;
    private static final int FIRST_OTHER = 2;

    private final int[] numbers;
    private final @Nullable Domain[] domains;
    private final List<String> others;
    private final long[][] offered;
    private final long[][] used;
    private final boolean[] anywhere;
    private final boolean[] single;
    private final boolean[] shared;

    private NumaState(NodeCpus node) {
        numbers = node.zones().keySet().stream().mapToInt(Integer::intValue).toArray();
        domains = new @Nullable Domain[numbers.length];
        for (Domain domain : node.topology().numaDomains()) {
            int zone = Arrays.binarySearch(numbers, domain.number);
            if (zone >= 0) {
                domains[zone] = domain;
            }
        }
        TreeSet<String> names = new TreeSet<>();
        node.zones().values().forEach(zone -> names.addAll(zone.others().keySet()));
        others = List.copyOf(names);
        offered = new long[FIRST_OTHER + others.size()][numbers.length];
        used = new long[FIRST_OTHER + others.size()][numbers.length];
        single = new boolean[numbers.length];
        shared = new boolean[numbers.length];
        offer(node);
        anywhere = new boolean[offered.length];
        for (int resource = 0; resource < offered.length; resource++) {
            anywhere[resource] = Arrays.stream(offered[resource]).anyMatch(offer -> offer > 0);
        }
        for (int pod = 0; pod < node.podCount(); pod++) {
            use(node, pod);
        }
        useBound(node);
    }

    static NumaState of(NodeCpus node) {
        return new NumaState(node);
    }

    private void offer(NodeCpus node) {
        Ratio ratio = node.policy().amplification();
        int zone = 0;
        for (Amounts amounts : node.zones().values()) {
            Domain domain = domains[zone];
            int reserved = domain == null ? 0 : Bits.countBoth(node.reservedBits(), domain.cpus);
            offered[CPU][zone] = amounts.cpu()
                    .minus(MilliCpu.ofCpus(reserved))
                    .atLeastZero()
                    .amplifiedBy(ratio)
                    .value();
            offered[MEMORY][zone] = amounts.memory().value();
            for (int i = 0; i < others.size(); i++) {
                offered[FIRST_OTHER + i][zone] = amounts.of(others.get(i));
            }
            zone++;
        }
    }

    private void use(NodeCpus node, int pod) {
        long[] claim = node.claim(pod);
        boolean bound = !Bits.isEmpty(claim);
        for (NumaShare share : node.pod(pod).shares()) {
            int zone = Arrays.binarySearch(numbers, share.node());
            if (zone >= 0) {
                used[CPU][zone] += bound ? 0 : share.amounts().cpu().value();
                used[MEMORY][zone] += share.amounts().memory().value();
                for (int i = 0; i < others.size(); i++) {
                    used[FIRST_OTHER + i][zone] += share.amounts().of(others.get(i));
                }
            }
        }
        if (bound) {
            mark(claim);
        }
    }

    private void mark(long[] claim) {
        int touched = 0;
        for (Domain domain : domains) {
            touched += domain != null && Bits.meet(domain.cpus, claim) ? 1 : 0;
        }
        for (int zone = 0; zone < domains.length; zone++) {
            Domain domain = domains[zone];
            if (domain != null && Bits.meet(domain.cpus, claim)) {
                single[zone] |= touched == 1;
                shared[zone] |= touched > 1;
            }
        }
    }

    private void useBound(NodeCpus node) {
        long[] bound = Bits.minus(node.takenBits(), node.reservedBits());
        for (int zone = 0; zone < domains.length; zone++) {
            Domain domain = domains[zone];
            if (domain != null) {
                used[CPU][zone] += MilliCpu.ofCpus(Bits.countBoth(bound, domain.cpus))
                        .amplifiedBy(node.policy().amplification())
                        .value();
            }
        }
    }

    /** The number of NUMA nodes that the node reports, those without CPUs included. */
    int zones() {
        return numbers.length;
    }

    int number(int zone) {
        return numbers[zone];
    }

    /** The zone of a NUMA node's number, or -1. */
    int zoneOf(int number) {
        return Math.max(-1, Arrays.binarySearch(numbers, number));
    }

    /** Its online CPUs, or null if it has none. */
    @Nullable
    Domain domain(int zone) {
        return domains[zone];
    }

    /** How many resources there are. */
    int resources() {
        return offered.length;
    }

    String name(int resource) {
        return switch (resource) {
            case CPU -> "cpu";
            case MEMORY -> "memory";
            default -> others.get(resource - FIRST_OTHER);
        };
    }

    /** How much of a resource a pod asks for; 0 for what no NUMA node offers. */
    long wanted(Amounts requests, int resource) {
        long amount = switch (resource) {
            case CPU -> requests.cpu().value();
            case MEMORY -> requests.memory().value();
            default -> requests.of(others.get(resource - FIRST_OTHER));
        };
        return anywhere[resource] ? amount : 0;
    }

    long offered(int resource, int zone) {
        return offered[resource][zone];
    }

    /** By zone; not to be written to. */
    long[] offered(int resource) {
        return offered[resource];
    }

    long used(int resource, int zone) {
        return used[resource][zone];
    }

    long free(int resource, int zone) {
        return Math.max(0, offered[resource][zone] - used[resource][zone]);
    }

    /** Amounts from one column of each resource. */
    Amounts amounts(long[] byResource) {
        Amounts amounts = Amounts.of(byResource[CPU], byResource[MEMORY]);
        for (int i = 0; i < others.size(); i++) {
            if (byResource[FIRST_OTHER + i] > 0) {
                amounts = amounts.with(others.get(i), byResource[FIRST_OTHER + i]);
            }
        }
        return amounts;
    }

    /** Whether a pod bound to CPUs of this NUMA node alone is on it. */
    boolean isSingle(int zone) {
        return single[zone];
    }

    /** Whether a pod bound to CPUs of several NUMA nodes is on it. */
    boolean isShared(int zone) {
        return shared[zone];
    }
}
