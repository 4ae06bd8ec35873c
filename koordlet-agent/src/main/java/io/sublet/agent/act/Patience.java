package io.sublet.agent.act;

import io.sublet.agent.kernel.KnobKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How long a knob is left alone: after a write that the kernel refused 1 s, 2 s, … 1 min; after a change by somebody else 3 s,
 * 6 s, … 5 min. A knob that then keeps its value for as long as it was left alone, and a minute, begins anew.
 */
final class Patience {
    private static final long SECOND = 1_000_000_000L;
    private static final long FIRST_AFTER_REFUSAL = SECOND;
    private static final long LONGEST_AFTER_REFUSAL = 60 * SECOND;
    private static final long FIRST_AFTER_CONFLICT = 3 * SECOND;
    private static final long LONGEST_AFTER_CONFLICT = 300 * SECOND;
    private static final long CALM = 60 * SECOND;

    private record Wait(boolean conflict, long length, long until) {}

    private final Map<KnobKey, Wait> waits = new HashMap<>();

    /** Why the knob is not to be written now; empty if it may be. */
    Optional<String> reason(KnobKey key, long nanoTime) {
        Wait wait = waits.isEmpty() ? null : waits.get(key);
        if (wait == null || nanoTime - wait.until >= 0) {
            return Optional.empty();
        }
        return Optional.of(wait.conflict ? "another program has set it a moment ago" : "it was rejected a moment ago");
    }

    void refused(KnobKey key, long nanoTime) {
        Wait last = waits.get(key);
        long length = last == null || last.conflict ? FIRST_AFTER_REFUSAL : 2 * last.length;
        put(key, false, Math.min(length, LONGEST_AFTER_REFUSAL), nanoTime);
    }

    void conflict(KnobKey key, long nanoTime) {
        Wait last = waits.get(key);
        long length = last == null || !last.conflict ? FIRST_AFTER_CONFLICT : 2 * last.length;
        put(key, true, Math.min(length, LONGEST_AFTER_CONFLICT), nanoTime);
    }

    private void put(KnobKey key, boolean conflict, long length, long nanoTime) {
        waits.put(key, new Wait(conflict, length, nanoTime + length));
    }

    /** The knob shows what it should. A refusal is forgotten by that at once, a conflict only after some time. */
    void well(KnobKey key, long nanoTime) {
        Wait wait = waits.isEmpty() ? null : waits.get(key);
        if (wait != null && (!wait.conflict || nanoTime - wait.until >= wait.length + CALM)) {
            waits.remove(key);
        }
    }

    /** The knob is gone, or it is of no concern any more. */
    void forget(KnobKey key) {
        waits.remove(key);
    }

    /** Forgets what nobody has asked for since. */
    void forgetOld(long nanoTime) {
        waits.values().removeIf(wait -> nanoTime - wait.until >= 2 * LONGEST_AFTER_CONFLICT);
    }

    /** May be tried at once, all of them. */
    void forgetAll() {
        waits.clear();
    }
}
