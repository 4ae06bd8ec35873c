package io.sublet.extender.reply;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Keeps a desk from one question to the next. One is enough: questions come one after another, but for bursts. */
final class Desks {
    /** Bytes of a reply; one with whole nodes in it is longer, and rare. */
    private static final int MOST_KEPT = 1 << 20;

    private final AtomicReference<@Nullable Desk> spare = new AtomicReference<>();

    /** The desk that was kept, or a new one. */
    Desk take() {
        Desk kept = spare.getAndSet(null);
        if (kept == null) {
            return new Desk();
        }
        kept.clear();
        return kept;
    }

    /** Takes a desk back that nobody uses any more. */
    void giveBack(Desk desk) {
        if (desk.reply().capacity() <= MOST_KEPT) {
            spare.set(desk);
        }
    }
}
