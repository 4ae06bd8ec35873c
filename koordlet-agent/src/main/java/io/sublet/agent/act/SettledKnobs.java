package io.sublet.agent.act;

import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.plan.Write;
import java.util.HashMap;
import java.util.Map;

/**
 * Which knobs showed the value wanted when they were last looked at. That is believed for 5 to 15 seconds, each knob for its
 * own time, so that hundreds of them are not looked at in one tick.
 */
final class SettledKnobs {
    private static final long SECOND = 1_000_000_000L;
    private static final long SHORTEST = 5 * SECOND;
    private static final int SPREAD_SECONDS = 11;
    private static final long FORGOTTEN_AFTER = 60 * SECOND;

    private static final class Known {
        private final KnobValue value;
        private final long until;
        private long asked;

        Known(KnobValue value, long until, long asked) {
            this.value = value;
            this.until = until;
            this.asked = asked;
        }
    }

    private final Map<KnobKey, Known> known = new HashMap<>();
    private long nextSweep;
    private boolean swept;

    /** Whether there is nothing to write, and no need to look. */
    boolean has(Write write, long nanoTime) {
        Known last = write.observed().isPresent() ? null : known.get(write.key());
        if (last == null || nanoTime - last.until >= 0 || !last.value.equals(write.value())) {
            return false;
        }
        last.asked = nanoTime;
        return true;
    }

    void saw(KnobKey key, KnobValue value, long nanoTime) {
        long more = Math.floorMod(key.hashCode() * 0x9E3779B1, SPREAD_SECONDS) * SECOND;
        known.put(key, new Known(value, nanoTime + SHORTEST + more, nanoTime));
    }

    void forget(KnobKey key) {
        known.remove(key);
    }

    /** Forgets what no plan has asked for any more: its group is gone. */
    void forgetUnasked(long nanoTime) {
        if (!swept || nanoTime - nextSweep >= 0) {
            swept = true;
            nextSweep = nanoTime + FORGOTTEN_AFTER / 2;
            known.values().removeIf(last -> nanoTime - last.asked >= FORGOTTEN_AFTER);
        }
    }

    int size() {
        return known.size();
    }
}
