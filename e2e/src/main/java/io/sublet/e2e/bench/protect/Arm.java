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
        CPUSET,
        DISK_LIMIT,
        TRAFFIC_CLASSES
    }

    Arm {
        signs = Set.copyOf(signs);
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
