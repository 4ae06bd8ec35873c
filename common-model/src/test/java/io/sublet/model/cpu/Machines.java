package io.sublet.model.cpu;

import io.sublet.model.cpu.PinDecision.Placed;
import io.sublet.model.pod.QosClass;
import io.sublet.model.unit.CpuSet;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Topologies and nodes for tests. */
final class Machines {
    static final List<String> CAPTURED = List.of(
            "zen1-2xepyc7451",
            "zen3-2xepyc7763",
            "intel-2socket-snc2",
            "intel-2xsilver4108",
            "intel-2xe5-partly-offline",
            "intel-i7-1370p-hybrid",
            "qemu-16numa");

    private Machines() {}

    /** CPU numbers consecutive inside a core, cores numbered through; L3 unknown. */
    static CpuTopology consecutive(int sockets, int numaPerSocket, int coresPerNuma, int threads) {
        List<LogicalCpu> cpus = new ArrayList<>();
        for (int id = 0; id < sockets * numaPerSocket * coresPerNuma * threads; id++) {
            int core = id / threads;
            int numa = core / coresPerNuma;
            cpus.add(new LogicalCpu(id, core, numa / numaPerSocket, numa, LogicalCpu.UNKNOWN));
        }
        return CpuTopology.of(cpus);
    }

    /** As Linux numbers them: thread k of core i is CPU i + k * cores; each NUMA node has L3 domains of so many cores. */
    static CpuTopology linux(int sockets, int numaPerSocket, int coresPerNuma, int threads, int coresPerL3) {
        List<LogicalCpu> cpus = new ArrayList<>();
        int cores = sockets * numaPerSocket * coresPerNuma;
        for (int thread = 0; thread < threads; thread++) {
            for (int core = 0; core < cores; core++) {
                int numa = core / coresPerNuma;
                cpus.add(new LogicalCpu(thread * cores + core, core, numa / numaPerSocket, numa, core / coresPerL3));
            }
        }
        return CpuTopology.of(cpus);
    }

    static NodeCpus node(CpuTopology topology) {
        return node(topology, NodeCpuPolicy.DEFAULT);
    }

    static NodeCpus node(CpuTopology topology, NodeCpuPolicy policy) {
        return NodeCpus.of(topology, ReservedCpus.NONE, policy, new TreeMap<>());
    }

    static NodeCpuPolicy strategy(AllocateStrategy strategy) {
        NodeCpuPolicy policy = NodeCpuPolicy.DEFAULT;
        return new NodeCpuPolicy(policy.bind(), policy.numa(), strategy, policy.amplification());
    }

    static PodCpus pod(String uid, CpuSet cpus, CpuExclusivePolicy exclusive) {
        return new PodCpus(uid, cpus, QosClass.LSR, exclusive, List.of());
    }

    static PinRequest prefers(CpuBindPolicy policy, int cpus) {
        return PinRequest.of(Amounts.of(cpus * 1000L, 0)).bound(CpuBindPolicy.NONE, policy, CpuBindPolicy.FULL_PCPUS);
    }

    static PinRequest requires(CpuBindPolicy policy, int cpus) {
        return PinRequest.of(Amounts.of(cpus * 1000L, 0)).bound(policy, CpuBindPolicy.NONE, CpuBindPolicy.FULL_PCPUS);
    }

    static CpuSet cpus(String list) {
        return CpuSet.parse(list).orElseThrow();
    }

    /** A machine of the folder {@code machines} in the test resources. */
    static CpuTopology captured(String name) {
        try (InputStream file = Machines.class.getResourceAsStream("/machines/" + name + ".csv")) {
            List<LogicalCpu> cpus = new ArrayList<>();
            for (String line : new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .toList()) {
                int[] fields = Arrays.stream(line.split(",", -1))
                        .mapToInt(Integer::parseInt)
                        .toArray();
                cpus.add(new LogicalCpu(fields[0], fields[1], fields[2], fields[3], fields[4]));
            }
            return CpuTopology.of(cpus);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every captured machine, and made ones: an even one, two that have many L3 domains per NUMA node, one with SMT4. */
    static List<CpuTopology> all() {
        List<CpuTopology> all = new ArrayList<>();
        for (String name : CAPTURED) {
            all.add(captured(name));
        }
        all.add(consecutive(2, 2, 4, 2));
        all.add(linux(2, 1, 64, 2, 8));
        all.add(linux(1, 4, 16, 2, 4));
        all.add(consecutive(1, 2, 6, 4));
        return all;
    }

    /**
     * A machine that nobody has built: NUMA nodes of different size, cores of one to four threads, L3 domains of any size inside
     * NUMA nodes, or one for a socket, or unknown, numbers of CPUs in no order, and some CPUs offline.
     */
    static CpuTopology lopsided(long seed) {
        Random random = new Random(seed);
        List<LogicalCpu> cpus = new ArrayList<>();
        int sockets = 1 + random.nextInt(3);
        boolean knowsL3 = random.nextInt(4) > 0;
        boolean wholeSockets = random.nextInt(3) == 0;
        int core = 0;
        int numa = 0;
        int l3 = 0;
        for (int socket = 0; socket < sockets; socket++) {
            for (int i = random.nextInt(3); i >= 0; i--, numa++) {
                for (int cores = random.nextInt(8); cores >= 0; cores--, core++) {
                    int threads = 1 << random.nextInt(random.nextInt(4) == 0 ? 3 : 2);
                    for (int thread = 0; thread < threads; thread++) {
                        cpus.add(new LogicalCpu(0, core, socket, numa, knowsL3 ? l3 : LogicalCpu.UNKNOWN));
                    }
                    l3 += !wholeSockets && random.nextInt(3) == 0 ? 1 : 0;
                }
                l3 += wholeSockets ? 0 : 1;
            }
            l3++;
        }
        List<Integer> numbers = new ArrayList<>();
        IntStream.range(0, 2 * cpus.size()).forEach(numbers::add);
        Collections.shuffle(numbers, random);
        List<LogicalCpu> online = new ArrayList<>();
        for (LogicalCpu cpu : cpus) {
            if (online.isEmpty() || random.nextInt(10) > 0) {
                online.add(new LogicalCpu(numbers.get(online.size()), cpu.core(), cpu.socket(), cpu.numa(), cpu.l3()));
            }
        }
        return CpuTopology.of(online);
    }

    /** A node whose NUMA nodes offer their CPUs and so many bytes each. */
    static NodeCpus numaNode(CpuTopology topology, NodeCpuPolicy policy, long bytes) {
        SortedMap<Integer, Amounts> zones = new TreeMap<>();
        for (int number : topology.numaNodes()) {
            zones.put(number, Amounts.of(topology.cpusOfNuma(number).size() * 1000L, bytes));
        }
        return NodeCpus.of(topology, ReservedCpus.NONE, policy, zones);
    }

    static NodeCpuPolicy numa(NumaTopologyPolicy numa) {
        NodeCpuPolicy policy = NodeCpuPolicy.DEFAULT;
        return new NodeCpuPolicy(policy.bind(), numa, policy.strategy(), policy.amplification());
    }

    /** The node with the pod on it, as decided. */
    static NodeCpus with(NodeCpus node, String uid, PinRequest request, Placed placed) {
        return node.with(new PodCpus(uid, placed.cpus(), QosClass.LSR, request.exclusive(), placed.shares()));
    }
}
