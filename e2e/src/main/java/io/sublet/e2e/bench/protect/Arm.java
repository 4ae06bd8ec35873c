package io.sublet.e2e.bench.protect;

import java.util.Set;

/**
 * One way of running online service and batch together.
 *
 * @param name by which {@code ARMS} selects it
 * @param meaning for the table
 * @param batch what batch does
 * @param signs by which it is told that the rules are in force; those that are not named must be absent
 */
record Arm(String name, String meaning, Batch batch, Rules rules, Set<Sign> signs) {
    enum Batch {
        /** Its processes are stopped. */
        STOPPED,
        /** It runs while the agent only observes. */
        UNCONTROLLED,
        /** It runs while the agent enforces the rules. */
        GOVERNED
    }

    /** What the kernel shows of rules that are in force. */
    enum Sign {
        IDLE_CLASS,
        QUOTA,
        /** Only as a surge goes on: in the calm there may be enough for all CPUs. */
        CPUSET,
        DISK_LIMIT,
        TRAFFIC_CLASSES
    }

    /** The policy leaves best effort two CPUs at least, so that there has to be a third that it can be without. */
    private static final int CPUS_FOR_FEWER = 3;

    Arm {
        signs = Set.copyOf(signs);
    }

    /** How many CPUs a machine must have for the arm to differ from others. */
    int leastCpus() {
        return signs.contains(Sign.CPUSET) ? CPUS_FOR_FEWER : 1;
    }

    static Arm alone(String name, String meaning) {
        return new Arm(name, meaning, Batch.STOPPED, Rules.USUAL, Set.of());
    }

    static Arm uncontrolled(String name, String meaning) {
        return new Arm(name, meaning, Batch.UNCONTROLLED, Rules.USUAL, Set.of());
    }

    static Arm governed(String name, String meaning, Rules rules, Sign... signs) {
        return new Arm(name, meaning, Batch.GOVERNED, rules, Set.of(signs));
    }
}
