package io.sublet.agent.observe.group;

/**
 * Cycles and instructions of the processes of a group over some seconds, in user and kernel space, counted together on all CPUs. How many
 * cycles an instruction takes depends on the program, and rises when others take cache and memory bandwidth away from it.
 *
 * @param cycles positive
 * @param instructions positive
 * @param sample which measurement this is of all that the agent makes: another number is another measurement, a greater one is newer
 */
public record Cpi(long cycles, long instructions, long sample) {
    public Cpi {
        if (cycles <= 0 || instructions <= 0) {
            throw new IllegalArgumentException("nothing was counted: " + cycles + " cycles, " + instructions);
        }
    }

    /** Cycles per instruction. */
    public double ratio() {
        return (double) cycles / instructions;
    }

    /** Of both together, such as of the containers of a pod. */
    public Cpi plus(Cpi other) {
        return new Cpi(
                Math.addExact(cycles, other.cycles),
                Math.addExact(instructions, other.instructions),
                Math.max(sample, other.sample));
    }
}
