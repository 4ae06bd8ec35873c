package io.sublet.agent.observe.signal;

/** What tells that a pod suffers from others. Of all of them more is worse. */
public enum SignalKind {
    /** Cycles for each instruction: rises when neighbours take cache and memory bandwidth. */
    CYCLES_PER_INSTRUCTION("cpi", 0.05, 0),
    /** Share of the time in percent in which some task waited for a CPU (PSI). */
    CPU_WAIT("cpu wait", 0, 2),
    MEMORY_WAIT("memory wait", 0, 2),
    IO_WAIT("io wait", 0, 2),
    /** Share of the time in percent that the pod's tasks, when they could have run, waited for it. */
    RUN_DELAY("run delay", 0, 2);

    private final String text;
    private final double leastPart;
    private final double least;

    SignalKind(String text, double leastPart, double least) {
        this.text = text;
        this.leastPart = leastPart;
        this.least = least;
    }

    /** For a person. */
    public String text() {
        return text;
    }

    /** How far above its usual level a signal must be to mean anything, however steady it is else. */
    public double leastRise(double usual) {
        return Math.max(least, leastPart * usual);
    }

    /** Whether it can come from a lack of cache or memory bandwidth. */
    public boolean isOfCache() {
        return this == CYCLES_PER_INSTRUCTION;
    }

    /** Whether it can come from somebody who fills memory or page cache. */
    public boolean isOfMemory() {
        return this == MEMORY_WAIT || this == IO_WAIT;
    }
}
