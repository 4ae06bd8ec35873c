package io.sublet.model.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.cpu.PinDecision.Placed;
import io.sublet.model.pod.QosClass;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.Ratio;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds on every machine, whatever came and went before. */
class CpuPinningProps {
    private static final List<CpuTopology> MACHINES = Machines.all();
    private static final long BYTES = 1L << 34;

    /** A machine, its policies, and pods that come and go. */
    record Story(NodeCpus node, List<PinRequest> requests, long seed) {
        @Override
        public String toString() {
            return node + " " + node.policy() + " reserved " + node.reserved().all() + " seed " + seed + " " + requests;
        }
    }

    @Provide
    Arbitrary<Story> stories() {
        Arbitrary<NodeCpuPolicy> policies = Combinators.combine(
                        Arbitraries.of(CpuBindPolicy.NONE, CpuBindPolicy.NONE, CpuBindPolicy.FULL_PCPUS),
                        Arbitraries.of(NumaTopologyPolicy.values()),
                        Arbitraries.of(AllocateStrategy.values()),
                        Arbitraries.of(new Ratio(100), new Ratio(150)))
                .as(NodeCpuPolicy::new);
        Arbitrary<List<PinRequest>> requests = requests().list().ofMinSize(1).ofMaxSize(25);
        Arbitrary<CpuTopology> machines =
                Arbitraries.oneOf(Arbitraries.of(MACHINES), Arbitraries.longs().map(Machines::lopsided));
        return Combinators.combine(machines, policies, requests, Arbitraries.longs())
                .as((topology, policy, wishes, seed) -> new Story(node(topology, policy, seed), wishes, seed));
    }

    private static NodeCpus node(CpuTopology topology, NodeCpuPolicy policy, long seed) {
        Random random = new Random(seed);
        int[] cpus = topology.cpuSet().stream().toArray();
        CpuSet reserved =
                CpuSet.of(random.ints(random.nextInt(4), 0, cpus.length).map(i -> cpus[i]));
        SortedMap<Integer, Amounts> zones = new TreeMap<>();
        for (int number : topology.numaNodes()) {
            zones.put(number, Amounts.of(topology.cpusOfNuma(number).size() * 1000L, BYTES));
        }
        return NodeCpus.of(
                topology, new ReservedCpus(CpuSet.EMPTY, reserved, CpuSet.EMPTY, CpuSet.EMPTY), policy, zones);
    }

    private static Arbitrary<PinRequest> requests() {
        Arbitrary<CpuBindPolicy> binds =
                Arbitraries.of(CpuBindPolicy.NONE, CpuBindPolicy.FULL_PCPUS, CpuBindPolicy.SPREAD_BY_PCPUS);
        Arbitrary<Amounts> amounts = Combinators.combine(
                        Arbitraries.integers().between(1, 24),
                        Arbitraries.longs().between(0, BYTES))
                .as((cpus, bytes) -> Amounts.of(cpus * 1000L, bytes));
        return Combinators.combine(
                        amounts,
                        binds,
                        binds,
                        Arbitraries.of(CpuExclusivePolicy.values()),
                        Arbitraries.of(NumaTopologyPolicy.NONE, NumaTopologyPolicy.RESTRICTED))
                .as((asked, required, preferred, exclusive, numa) ->
                        new PinRequest(asked, required, preferred, exclusive, numa, NumaExclusive.NONE, CpuSet.EMPTY));
    }

    /** Puts each pod on the node that finds room, and takes away one in three again. */
    private static NodeCpus play(Story story, Check check) {
        Random random = new Random(story.seed);
        NodeCpus node = story.node;
        List<String> placed = new ArrayList<>();
        for (int i = 0; i < story.requests.size(); i++) {
            PinRequest request = story.requests.get(i);
            PinDecision decision = CpuPinning.decide(node, request);
            check.see(node, request, decision);
            if (decision instanceof Placed there) {
                node = Machines.with(node, "pod" + i, request, there);
                placed.add("pod" + i);
            }
            if (random.nextInt(3) == 0 && !placed.isEmpty()) {
                node = node.without(placed.remove(random.nextInt(placed.size())));
            }
        }
        return node;
    }

    private interface Check {
        void see(NodeCpus node, PinRequest request, PinDecision decision);
    }

    @Property(seed = "20261126", edgeCases = EdgeCasesMode.NONE)
    void cpusAreFreeAllocatableAndAsManyAsAskedFor(@ForAll("stories") Story story) {
        NodeCpus end = play(story, (node, request, decision) -> {
            if (decision instanceof Placed placed && !placed.cpus().isEmpty()) {
                assertThat(node.free().containsAll(placed.cpus())).isTrue();
                assertThat(node.allocatable().containsAll(placed.cpus())).isTrue();
                assertThat(placed.cpus().size() * 1000L)
                        .isEqualTo(request.requests().cpu().value());
            }
        });

        assertThat(end.conflicts()).isEmpty();
        int taken = end.pods().stream().mapToInt(pod -> pod.cpus().size()).sum();
        assertThat(end.taken().size()).isEqualTo(taken);
    }

    @Property(seed = "20261126", edgeCases = EdgeCasesMode.NONE)
    void whoIsToBeBoundIsBoundAsRequired(@ForAll("stories") Story story) {
        play(story, (node, request, decision) -> {
            CpuBindPolicy required =
                    node.policy().bind().binds() ? node.policy().bind() : request.required();
            if (decision instanceof Placed placed) {
                assertThat(placed.cpus().isEmpty())
                        .isEqualTo(!required.binds() && !request.policy().binds());
                if (required.binds()) {
                    assertThat(placed.footprint().policyKept()).isTrue();
                    assertThat(keeps(node.topology(), required, placed.cpus())).isTrue();
                }
            }
        });
    }

    private static boolean keeps(CpuTopology topology, CpuBindPolicy policy, CpuSet cpus) {
        for (CpuTopology.Domain core : topology.coreDomains()) {
            int used = CpuSet.ofWords(core.cpus).intersect(cpus).size();
            if (policy == CpuBindPolicy.FULL_PCPUS ? used != 0 && used != core.size : used > 1) {
                return false;
            }
        }
        return true;
    }

    @Property(seed = "20261126", edgeCases = EdgeCasesMode.NONE)
    void sharesAddUpToTheRequestAndFitTheNumaNodes(@ForAll("stories") Story story) {
        NodeCpus end = play(story, (node, request, decision) -> {
            if (decision instanceof Placed placed && !placed.shares().isEmpty()) {
                Amounts sum = Amounts.NONE;
                for (NumaShare share : placed.shares()) {
                    sum = sum.plus(share.amounts());
                    if (!placed.cpus().isEmpty()) {
                        CpuSet there = placed.cpus().intersect(node.topology().cpusOfNuma(share.node()));
                        assertThat(share.amounts().cpu().value()).isEqualTo(there.size() * 1000L);
                    }
                }
                // what no NUMA node offers, as where all CPUs are reserved, is not shared out
                boolean offersCpu = IntStream.range(0, node.numa().zones())
                        .anyMatch(zone -> node.numa().offered(NumaState.CPU, zone) > 0);
                Amounts asked = request.requests();
                assertThat(sum)
                        .isEqualTo(
                                offersCpu ? asked : Amounts.of(0, asked.memory().value()));
            }
        });

        NumaState state = end.numa();
        for (int zone = 0; zone < state.zones(); zone++) {
            assertThat(state.used(NumaState.MEMORY, zone)).isLessThanOrEqualTo(state.offered(NumaState.MEMORY, zone));
            if (end.policy().numa() == NumaTopologyPolicy.RESTRICTED
                    || end.policy().numa() == NumaTopologyPolicy.SINGLE_NUMA_NODE) {
                assertThat(state.used(NumaState.CPU, zone)).isLessThanOrEqualTo(state.offered(NumaState.CPU, zone));
            }
        }
    }

    @Property(seed = "20261126", edgeCases = EdgeCasesMode.NONE)
    void releasingRestoresTheStateAndOrderDoesNotMatter(@ForAll("stories") Story story) {
        NodeCpus end = play(story, (node, request, decision) -> {
            if (decision instanceof Placed placed) {
                NodeCpus after = Machines.with(node, "one more", request, placed);
                assertThat(after.without("one more")).isEqualTo(node);
                assertThat(after.without("one more").free()).isEqualTo(node.free());
            }
        });

        List<PodCpus> shuffled = new ArrayList<>(end.pods());
        Collections.shuffle(shuffled, new Random(story.seed));
        NodeCpus again = story.node;
        for (PodCpus pod : shuffled) {
            again = again.with(pod);
        }
        assertThat(again).isEqualTo(end);
        for (PinRequest request : story.requests) {
            assertThat(CpuPinning.decide(again, request)).isEqualTo(CpuPinning.decide(end, request));
        }
    }

    @Property(seed = "20261126", edgeCases = EdgeCasesMode.NONE)
    void theOrderOfTheCpusDoesNotMatter(@ForAll("stories") Story story) {
        NodeCpus end = play(story, (node, request, decision) -> {});
        List<LogicalCpu> shuffled = new ArrayList<>(end.topology().cpus());
        Collections.shuffle(shuffled, new Random(story.seed));
        NodeCpus again = NodeCpus.of(CpuTopology.of(shuffled), end.reserved(), end.policy(), end.zones());
        for (PodCpus pod : end.pods()) {
            again = again.with(pod);
        }

        for (PinRequest request : story.requests) {
            assertThat(CpuPinning.decide(again, request)).isEqualTo(CpuPinning.decide(end, request));
        }
    }

    /** Free cores for whole cores, free threads of different cores for a spread; as long as nothing else is wished for. */
    @Property(seed = "20261126", edgeCases = EdgeCasesMode.NONE)
    void onlyOneL3DomainWhereOneIsEnough(@ForAll("stories") Story story) {
        play(story, (node, request, decision) -> {
            boolean plain = request.exclusive() == CpuExclusivePolicy.NONE
                    && node.policy().numa() == NumaTopologyPolicy.NONE
                    && request.numaPolicy() == NumaTopologyPolicy.NONE;
            if (plain && decision instanceof Placed placed && placed.footprint().l3Domains() > 1) {
                CpuBindPolicy policy =
                        node.policy().bind().binds() ? node.policy().bind() : request.policy();
                for (CpuTopology.Domain l3 : node.topology().l3Domains()) {
                    assertThat(mostIn(node, policy, l3.cpus))
                            .isLessThan(placed.cpus().size());
                }
            }
        });
    }

    private static int mostIn(NodeCpus node, CpuBindPolicy policy, long[] place) {
        long[] free = Bits.and(node.freeBits(), place);
        return policy == CpuBindPolicy.FULL_PCPUS
                ? Bits.count(CoreSets.wholeCores(node.topology(), free))
                : CoreSets.coresOf(node.topology(), free);
    }

    @Property(seed = "20261126", edgeCases = EdgeCasesMode.NONE)
    void anybodysClaimsNeverGiveACpuTwice(@ForAll("stories") Story story) {
        Random random = new Random(story.seed);
        NodeCpus node = story.node;
        for (int i = 0; i < 5; i++) {
            CpuSet claim = CpuSet.of(random.ints(random.nextInt(8), 0, 150));
            node = node.with(new PodCpus("foreign" + i, claim, QosClass.LSR, CpuExclusivePolicy.NONE, List.of()));
        }
        CpuSet claimed = node.taken();

        for (PinRequest request : story.requests) {
            if (CpuPinning.decide(node, request) instanceof Placed placed) {
                assertThat(placed.cpus().intersect(claimed)).isEqualTo(CpuSet.EMPTY);
            }
        }
    }

    @Property(seed = "20261126", edgeCases = EdgeCasesMode.NONE)
    void scoresAreWithinBounds(@ForAll("stories") Story story) {
        play(
                story,
                (node, request, decision) -> assertThat(CpuPinning.score(node, request, decision, PinScoring.DEFAULT))
                        .isBetween(0L, 100L));
    }

    /** Where L3 domains are the same as NUMA nodes or sockets, knowing of them changes nothing. */
    @Property(seed = "20261126", edgeCases = EdgeCasesMode.NONE)
    void l3DomainsThatAreNumaNodesOrSocketsChangeNothing(@ForAll("stories") Story story) {
        CpuTopology topology = story.node.topology();
        boolean several = topology.l3Matters();
        CpuTopology unknown = CpuTopology.of(topology.cpus().stream()
                .map(cpu -> new LogicalCpu(cpu.id(), cpu.core(), cpu.socket(), cpu.numa(), LogicalCpu.UNKNOWN))
                .toList());
        NodeCpus known = play(story, (node, request, decision) -> {});
        NodeCpus blind = NodeCpus.of(unknown, known.reserved(), known.policy(), known.zones());
        for (PodCpus pod : known.pods()) {
            blind = blind.with(pod);
        }

        for (PinRequest request : story.requests) {
            if (!several
                    && request.exclusive() != CpuExclusivePolicy.L3_LEVEL
                    && CpuPinning.decide(known, request) instanceof Placed placed) {
                assertThat(((Placed) CpuPinning.decide(blind, request)).cpus()).isEqualTo(placed.cpus());
            }
        }
    }
}
