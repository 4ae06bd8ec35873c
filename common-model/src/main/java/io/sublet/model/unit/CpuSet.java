package io.sublet.model.unit;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * An immutable set of logical CPU numbers, in the notation of the kernel's cpuset files ({@code 0-3,8}; see "List format"
 * in cpuset(7)). CPU numbers range from 0 to {@value #MAX_CPU}.
 */
public final class CpuSet {
    /** Above the NR_CPUS of any kernel that is built today (8192); a larger number in a file or annotation is an error. */
    public static final int MAX_CPU = 8191;

    public static final CpuSet EMPTY = new CpuSet(new BitSet());

    private final BitSet cpus;

    private CpuSet(BitSet cpus) {
        this.cpus = cpus;
    }

    public static CpuSet of(int... cpus) {
        return of(Arrays.stream(cpus));
    }

    public static CpuSet of(IntStream cpus) {
        BitSet set = new BitSet();
        cpus.forEach(cpu -> set.set(checked(cpu)));
        return new CpuSet(set);
    }

    /** The CPUs whose bits are set; CPU number n is bit {@code n % 64} of word {@code n / 64}. */
    public static CpuSet ofWords(long[] words) {
        BitSet set = BitSet.valueOf(words);
        if (set.length() > MAX_CPU + 1) {
            throw new IllegalArgumentException("CPU number " + (set.length() - 1) + " is outside 0.." + MAX_CPU);
        }
        return set.isEmpty() ? EMPTY : new CpuSet(set);
    }

    /** CPUs 0 up to, and without, the given number. */
    public static CpuSet firstCpus(int count) {
        return of(IntStream.range(0, count));
    }

    /**
     * Reads the kernel's list format. Blank means the empty set; surrounding white space is ignored.
     *
     * @return empty if the text is not of that format or names a CPU above {@value #MAX_CPU}
     */
    public static Optional<CpuSet> parse(String text) {
        BitSet set = new BitSet();
        String list = text.strip();
        if (list.isEmpty()) {
            return Optional.of(EMPTY);
        }
        for (String part : list.split(",", -1)) {
            int dash = part.indexOf('-');
            int first = cpuNumber(dash < 0 ? part : part.substring(0, dash));
            int last = dash < 0 ? first : cpuNumber(part.substring(dash + 1));
            if (first < 0 || last < first) {
                return Optional.empty();
            }
            set.set(first, last + 1);
        }
        return Optional.of(new CpuSet(set));
    }

    private static int cpuNumber(String digits) {
        if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        int cpu = Integer.parseInt(digits);
        return cpu <= MAX_CPU ? cpu : -1;
    }

    private static int checked(int cpu) {
        if (cpu < 0 || cpu > MAX_CPU) {
            throw new IllegalArgumentException("CPU number " + cpu + " is outside 0.." + MAX_CPU);
        }
        return cpu;
    }

    public int size() {
        return cpus.cardinality();
    }

    public boolean isEmpty() {
        return cpus.isEmpty();
    }

    public boolean contains(int cpu) {
        return cpu >= 0 && cpus.get(cpu);
    }

    public boolean containsAll(CpuSet other) {
        return other.minus(this).isEmpty();
    }

    /** The CPU numbers in ascending order. */
    public IntStream stream() {
        return cpus.stream();
    }

    /** As words of bits, as many as the highest number needs; see {@link #ofWords}. */
    public long[] toWords() {
        return cpus.toLongArray();
    }

    public CpuSet union(CpuSet other) {
        BitSet result = copy();
        result.or(other.cpus);
        return new CpuSet(result);
    }

    public CpuSet minus(CpuSet other) {
        BitSet result = copy();
        result.andNot(other.cpus);
        return new CpuSet(result);
    }

    public CpuSet intersect(CpuSet other) {
        BitSet result = copy();
        result.and(other.cpus);
        return new CpuSet(result);
    }

    private BitSet copy() {
        BitSet copy = new BitSet();
        copy.or(cpus);
        return copy;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CpuSet set && set.cpus.equals(cpus);
    }

    @Override
    public int hashCode() {
        return cpus.hashCode();
    }

    /** The list format, shortest form; the empty set is the empty text. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int first = cpus.nextSetBit(0); first >= 0; ) {
            int last = cpus.nextClearBit(first) - 1;
            text.append(text.isEmpty() ? "" : ",").append(first);
            if (last > first) {
                text.append('-').append(last);
            }
            first = cpus.nextSetBit(last + 1);
        }
        return text.toString();
    }
}
