package io.sublet.cli.api;

/** Ends a command: one sentence that says what is wrong and, where it is known, what to do. */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Exit exit;

    public Failure(Exit exit, String sentence) {
        super(sentence);
        this.exit = exit;
    }

    public Exit exit() {
        return exit;
    }
}
