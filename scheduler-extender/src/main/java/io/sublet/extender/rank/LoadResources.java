package io.sublet.extender.rank;

import io.sublet.protocol.ResourceNames;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The resources whose load is judged, each at its place in every {@link LoadVector}: CPU, memory, then any others by name.
 *
 * @param names in their order
 */
public record LoadResources(List<String> names) {
    /** Place of CPU, in milli-CPU. */
    public static final int CPU = 0;

    /** Place of memory, in bytes. */
    public static final int MEMORY = 1;

    /** Place of a resource that is not among them. */
    public static final int NONE = -1;

    private static final List<String> ALWAYS = List.of(ResourceNames.CPU, ResourceNames.MEMORY);

    public static final LoadResources CPU_MEMORY = new LoadResources(ALWAYS);

    public LoadResources {
        names = List.copyOf(names);
        if (names.size() < ALWAYS.size() || !names.subList(0, ALWAYS.size()).equals(ALWAYS)) {
            throw new IllegalArgumentException("the first resources are cpu and memory, were " + names);
        }
    }

    /** CPU, memory and these. */
    public static LoadResources with(Collection<String> others) {
        TreeSet<String> rest = new TreeSet<>(others);
        ALWAYS.forEach(rest::remove);
        return new LoadResources(Stream.concat(ALWAYS.stream(), rest.stream()).toList());
    }

    public int size() {
        return names.size();
    }

    public String name(int place) {
        return names.get(place);
    }

    /** The place of a resource, {@link #NONE} if it is not among them. */
    public int placeOf(String name) {
        return names.indexOf(name);
    }

    /** A vector of the amounts that are given; 0 for each that is not, and what is not among the resources is left out. */
    public LoadVector vector(Map<String, Long> amounts) {
        long[] values = new long[size()];
        amounts.forEach((name, amount) -> {
            int place = placeOf(name);
            if (place != NONE) {
                values[place] = amount;
            }
        });
        return LoadVector.of(values);
    }
}
