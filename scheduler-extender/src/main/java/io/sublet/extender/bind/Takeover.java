package io.sublet.extender.bind;

/** What must be done between getting the right to bind and using it. */
public interface Takeover {
    /**
     * Begins, and returns at once.
     *
     * @param shutOut whether the last holder may still have bindings on their way
     * @param done called when this extender knows all that was bound before, and nothing more can come
     */
    void begin(boolean shutOut, Runnable done);

    /** Ends what was begun. */
    void cancel();
}
