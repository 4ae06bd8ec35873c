package io.sublet.model.cpu;

import io.sublet.model.unit.CpuSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The peer's rules for a machine with cores of one size and L3 domains unknown, on lists and maps: slow and plain. */
final class ListAccumulator {
    private final CpuTopology topology;
    private final AllocateStrategy strategy;
    private final CpuBindPolicy policy;
    private final CpuExclusivePolicy exclusive;
    private final CpuSet held;
    private final List<LogicalCpu> free;
    private final List<LogicalCpu> result = new ArrayList<>();
    private int needed;

    ListAccumulator(NodeCpus node, PinRequest request) {
        topology = node.topology();
        strategy = node.policy().strategy();
        policy = request.policy();
        exclusive = request.exclusive();
        held = CpuSet.ofWords(node.heldBy(exclusive));
        CpuSet open = node.free();
        free = new ArrayList<>(
                topology.cpus().stream().filter(cpu -> open.contains(cpu.id())).toList());
        needed = Math.toIntExact(request.requests().cpu().value() / 1000);
    }

    CpuSet take() {
        if (needed > free.size()) {
            return CpuSet.EMPTY;
        }
        boolean full = policy == CpuBindPolicy.FULL_PCPUS;
        if (full || topology.threads() == 1) {
            wholeCores();
        }
        if (!full) {
            spread();
        }
        leftover(true);
        leftover(false);
        return CpuSet.of(result.stream().mapToInt(LogicalCpu::id));
    }

    private static long core(LogicalCpu cpu) {
        return (long) cpu.socket() << 32 | cpu.core();
    }

    private Map<Integer, List<LogicalCpu>> by(Function<LogicalCpu, Integer> place, Predicate<LogicalCpu> which) {
        return free.stream().filter(which).collect(Collectors.groupingBy(place, TreeMap::new, Collectors.toList()));
    }

    private Predicate<LogicalCpu> unheld(boolean avoid, CpuExclusivePolicy... kinds) {
        boolean applies = avoid && List.of(kinds).contains(exclusive);
        return cpu -> !applies || !held.contains(cpu.id());
    }

    private Predicate<LogicalCpu> onFreeCore() {
        Map<Long, Long> threads =
                free.stream().collect(Collectors.groupingBy(ListAccumulator::core, Collectors.counting()));
        return cpu -> threads.getOrDefault(core(cpu), 0L) == topology.threads();
    }

    private static List<LogicalCpu> in(Map<Integer, List<LogicalCpu>> places, int place) {
        return places.getOrDefault(place, List.of());
    }

    private void wholeCores() {
        Comparator<LogicalCpu> order =
                Comparator.comparingLong(ListAccumulator::core).thenComparingInt(LogicalCpu::id);
        for (boolean avoid : new boolean[] {true, false}) {
            Predicate<LogicalCpu> open = unheld(avoid, CpuExclusivePolicy.NUMA_NODE_LEVEL);
            Map<Integer, List<LogicalCpu>> nodes =
                    by(LogicalCpu::numa, onFreeCore().and(open));
            Map<Integer, List<LogicalCpu>> sockets = by(LogicalCpu::socket, open);
            takeFirstFitting(
                    nodes, nodes, sockets, list -> list.stream().sorted(order).toList());
        }
        Map<Integer, List<LogicalCpu>> sockets = by(LogicalCpu::socket, onFreeCore());
        takeFirstFitting(
                sockets, sockets, Map.of(), list -> list.stream().sorted(order).toList());
        List<List<LogicalCpu>> left = new ArrayList<>();
        sockets.values().stream()
                .sorted(Comparator.comparingInt(list -> -list.size()))
                .forEach(list -> {
                    if (needed >= list.size()) {
                        takeAll(list);
                    } else {
                        left.add(list);
                    }
                });
        left.sort(Comparator.comparingInt(List::size));
        for (List<LogicalCpu> list : left) {
            for (List<LogicalCpu> core : list.stream()
                    .collect(Collectors.groupingBy(ListAccumulator::core, TreeMap::new, Collectors.toList()))
                    .values()) {
                if (needed >= topology.threads()) {
                    takeAll(core);
                }
            }
        }
    }

    private void spread() {
        for (boolean avoid : new boolean[] {true, false}) {
            Predicate<LogicalCpu> open =
                    unheld(avoid, CpuExclusivePolicy.NUMA_NODE_LEVEL, CpuExclusivePolicy.PCPU_LEVEL);
            Map<Integer, List<LogicalCpu>> nodes = by(LogicalCpu::numa, open);
            takeFirstFitting(single(nodes, avoid), nodes, by(LogicalCpu::socket, open), this::spread);
        }
        for (boolean avoid : new boolean[] {true, false}) {
            Map<Integer, List<LogicalCpu>> sockets =
                    single(by(LogicalCpu::socket, unheld(avoid, CpuExclusivePolicy.PCPU_LEVEL)), avoid);
            takeFirstFitting(sockets, sockets, Map.of(), this::spread);
        }
    }

    private static Map<Integer, List<LogicalCpu>> single(Map<Integer, List<LogicalCpu>> places, boolean reduce) {
        Map<Integer, List<LogicalCpu>> reduced = new TreeMap<>();
        places.forEach((place, cpus) -> {
            Set<Long> seen = new HashSet<>();
            reduced.put(
                    place,
                    reduce ? cpus.stream().filter(cpu -> seen.add(core(cpu))).toList() : cpus);
        });
        return reduced;
    }

    private void takeFirstFitting(
            Map<Integer, List<LogicalCpu>> offers,
            Map<Integer, List<LogicalCpu>> fullness,
            Map<Integer, List<LogicalCpu>> sockets,
            Function<List<LogicalCpu>, List<LogicalCpu>> order) {
        if (needed == 0) {
            return;
        }
        Comparator<Integer> byFree = (one, other) ->
                strategy.compare(in(fullness, one).size(), in(fullness, other).size());
        Comparator<Integer> bySocket = (one, other) -> sockets.isEmpty()
                ? 0
                : strategy.compare(
                        in(sockets, in(offers, one).getFirst().socket()).size(),
                        in(sockets, in(offers, other).getFirst().socket()).size());
        offers.keySet().stream()
                .sorted(byFree.thenComparing(bySocket).thenComparing(Comparator.naturalOrder()))
                .filter(place -> in(offers, place).size() >= needed)
                .findFirst()
                .ifPresent(place -> takeAll(order.apply(in(offers, place)).subList(0, needed)));
    }

    private void leftover(boolean avoid) {
        Predicate<LogicalCpu> open = unheld(avoid, CpuExclusivePolicy.NUMA_NODE_LEVEL, CpuExclusivePolicy.PCPU_LEVEL);
        Map<Integer, List<LogicalCpu>> sockets = by(LogicalCpu::socket, open);
        Map<Integer, List<LogicalCpu>> nodes = by(LogicalCpu::numa, open);
        Map<Long, List<LogicalCpu>> cores =
                free.stream().filter(open).collect(Collectors.groupingBy(ListAccumulator::core));
        Comparator<LogicalCpu> near = Comparator.comparingLong(cpu ->
                -result.stream().filter(taken -> taken.socket() == cpu.socket()).count());
        List<LogicalCpu> ordered = free.stream()
                .filter(open)
                .sorted(near.thenComparing((a, b) -> strategy.compare(
                                in(sockets, a.socket()).size(),
                                in(sockets, b.socket()).size()))
                        .thenComparing((a, b) -> strategy.compare(
                                in(nodes, a.numa()).size(), in(nodes, b.numa()).size()))
                        .thenComparingInt(
                                cpu -> cores.getOrDefault(core(cpu), List.of()).size())
                        .thenComparingLong(ListAccumulator::core)
                        .thenComparingInt(LogicalCpu::id))
                .toList();
        takeAll(spread(ordered).subList(0, Math.min(needed, ordered.size())));
    }

    private List<LogicalCpu> spread(List<LogicalCpu> cpus) {
        List<LogicalCpu> spread = new ArrayList<>();
        Set<LogicalCpu> rest = new LinkedHashSet<>(cpus);
        while (!rest.isEmpty()) {
            Set<Long> seen = new HashSet<>();
            List<LogicalCpu> pass =
                    rest.stream().filter(cpu -> seen.add(core(cpu))).toList();
            spread.addAll(pass);
            rest.removeAll(pass);
        }
        return spread;
    }

    private void takeAll(List<LogicalCpu> cpus) {
        List<LogicalCpu> copy = List.copyOf(cpus);
        result.addAll(copy);
        free.removeAll(copy);
        needed -= copy.size();
    }
}
