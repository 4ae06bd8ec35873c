package io.sublet.model.cpu;

import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Amounts of resources, of a pod, a NUMA node or a node; arithmetic is element by element.
 *
 * @param others every resource but CPU and memory by name, in whole units
 */
public record Amounts(MilliCpu cpu, Bytes memory, SortedMap<String, Long> others) {
    public static final Amounts NONE = of(0, 0);

    public Amounts {
        others = Collections.unmodifiableSortedMap(new TreeMap<>(others));
    }

    public static Amounts of(long milliCpu, long bytes) {
        return new Amounts(new MilliCpu(milliCpu), new Bytes(bytes), Collections.emptySortedMap());
    }

    public Amounts with(String resource, long amount) {
        SortedMap<String, Long> more = new TreeMap<>(others);
        more.put(resource, amount);
        return new Amounts(cpu, memory, more);
    }

    public long of(String other) {
        return others.getOrDefault(other, 0L);
    }

    public Amounts withCpu(MilliCpu amount) {
        return new Amounts(amount, memory, others);
    }

    public Amounts plus(Amounts more) {
        SortedMap<String, Long> sum = new TreeMap<>(others);
        more.others.forEach((name, amount) -> sum.merge(name, amount, Math::addExact));
        return new Amounts(cpu.plus(more.cpu), memory.plus(more.memory), sum);
    }
}
