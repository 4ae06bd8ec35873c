package io.sublet.e2e.bench.protect;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Arms with the same online service and the same batch, of which the first is the online service alone.
 *
 * @param name by which {@code ARMS} selects all of its arms
 * @param online what the service is started with
 * @param onlineCpuLimit milli-CPUs, 0 for none
 * @param surgeRate requests per second in a surge
 * @param batch what the antagonist is started with
 * @param batchMemoryMib what it asks for
 * @param place what is made of the node beforehand
 * @param stepsUp whether after each surge threads of another online pod begin to compute on all CPUs at once, which shows how soon best effort is at its floor
 */
record Family(
        String name,
        List<String> online,
        int onlineCpuLimit,
        double surgeRate,
        List<String> batch,
        int batchMemoryMib,
        Place place,
        boolean stepsUp,
        List<Arm> arms) {
    /** What is made of the node for a family. */
    enum Place {
        AS_IT_IS,
        /** With little more memory than its programs use. */
        SHORT_OF_MEMORY,
        /** Behind a link that batch can fill. */
        SLOW_LINK
    }

    Family {
        online = List.copyOf(online);
        batch = List.copyOf(batch);
        arms = List.copyOf(arms);
    }

    /** The online service alone. */
    Arm alone() {
        return arms.getFirst();
    }

    /**
     * With the arms that are asked for, and the first, which the others are compared with.
     *
     * @param names of arms or families; all arms if there are none
     */
    Family only(Set<String> names) {
        if (names.isEmpty() || names.contains(name)) {
            return this;
        }
        List<Arm> asked =
                arms.stream().filter(arm -> names.contains(arm.name())).toList();
        List<Arm> kept = asked.isEmpty()
                ? List.of()
                : Stream.concat(Stream.of(alone()), asked.stream()).distinct().toList();
        return with(kept);
    }

    /** With the arms that a machine of so many CPUs can show. */
    Family on(int cpus) {
        return with(arms.stream().filter(arm -> arm.leastCpus() <= cpus).toList());
    }

    private Family with(List<Arm> kept) {
        return new Family(name, online, onlineCpuLimit, surgeRate, batch, batchMemoryMib, place, stepsUp, kept);
    }
}
