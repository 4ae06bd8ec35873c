package io.sublet.webhook.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes of bodies that are held at once. A tree takes about ten times its text, and what does not fit into the heap would end
 * the program.
 */
final class BodyBudget {
    private final AtomicLong left;

    BodyBudget(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    /** Takes some of it; false, and nothing is taken, if there is not as much left. */
    boolean take(int bytes) {
        if (left.addAndGet(-bytes) >= 0) {
            return true;
        }
        left.addAndGet(bytes);
        return false;
    }

    /** Gives back what was taken. */
    void give(int bytes) {
        left.addAndGet(bytes);
    }
}
