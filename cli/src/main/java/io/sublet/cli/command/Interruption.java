package io.sublet.cli.command;

import java.io.PrintWriter;
import java.util.function.Supplier;

/** Tells a person who ends a command half way how far it came. */
final class Interruption implements AutoCloseable {
    private final Thread hook;
    private volatile boolean holds;

    private Interruption(PrintWriter err, Supplier<String> state) {
        this.hook = new Thread(
                () -> {
                    if (holds) {
                        err.println();
                        err.println("interrupted: " + state.get());
                        err.flush();
                    }
                },
                "interruption");
    }

    /** @param state what to say; not said before it holds */
    static Interruption says(PrintWriter err, Supplier<String> state) {
        Interruption interruption = new Interruption(err, state);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** From now on there is something to tell. */
    void holds() {
        holds = true;
    }

    @Override
    public void close() {
        holds = false;
    }
}
