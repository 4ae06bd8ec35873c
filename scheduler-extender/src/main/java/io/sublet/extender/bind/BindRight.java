package io.sublet.extender.bind;

/** The right to bind, which at most one extender has at a time. */
public interface BindRight {
    /** Says that this extender is being asked about pods, so that it should have the right. */
    void want();

    /** Whether this extender has it now, for as long at least as one request to the API server takes. */
    boolean isHeld();

    /**
     * Waits for the right.
     *
     * @param deadline by the monotonic clock
     * @return whether it is held
     */
    boolean await(long deadline) throws InterruptedException;

    /** Why it is not held, one clause for a person. */
    String obstacle();
}
