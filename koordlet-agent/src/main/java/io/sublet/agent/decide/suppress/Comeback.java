package io.sublet.agent.decide.suppress;

import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import java.util.Optional;

/**
 * How best effort comes back after a surge. A short one leaves no trace: what was taken is given back in one step, as far as online usage leaves it, when the surge has
 * been over for a hold. The hold doubles with each surge that comes soon after another, so that those that come in a row do not find best effort in their way each time.
 * After a long one best effort comes back by the steps of the tick.
 *
 * @param before what best effort could use before the surge
 * @param began monotonic nanoseconds at which the surge was seen first
 * @param lastSeen monotonic nanoseconds at which there was a surge last
 * @param hold for which there may be none before anything comes back
 * @param online CPU time of online usage since then
 * @param looked time in which that was seen
 */
public record Comeback(MilliCpu before, long began, long lastSeen, Duration hold, Duration online, Duration looked) {
    private static final Duration SHORTEST = Duration.ofMillis(300);
    private static final Duration LONGEST = Duration.ofSeconds(2);

    /** As long as a few ticks: a longer surge is not short, and what has not come back in one step so long after the hold does not. */
    private static final Duration SHORT = Duration.ofSeconds(2);

    /** A surge that begins within so many holds of another comes soon after it. */
    private static final int SOON = 10;

    private Comeback(MilliCpu before, long began, long lastSeen, Duration hold) {
        this(before, began, lastSeen, hold, Duration.ZERO, Duration.ZERO);
    }

    /**
     * After a look that has seen a surge.
     *
     * @param last the one of before
     * @param had what best effort could use until now
     * @param nanoTime monotonic
     */
    public static Comeback surge(Optional<Comeback> last, MilliCpu had, long nanoTime) {
        if (last.isEmpty()) {
            return new Comeback(had, nanoTime, nanoTime, SHORTEST);
        }
        Comeback known = last.get();
        if (known.isLasting(nanoTime)) {
            return new Comeback(known.before, known.began, nanoTime, known.hold);
        }
        boolean soon = known.since(nanoTime).compareTo(known.hold.multipliedBy(SOON)) < 0;
        Duration doubled = known.hold.multipliedBy(2);
        Duration longer = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        return new Comeback(had, nanoTime, nanoTime, soon ? longer : SHORTEST);
    }

    /** After a look that has seen none. */
    public Comeback calm(Duration took, Duration elapsed) {
        return new Comeback(before, began, lastSeen, hold, online.plus(took), looked.plus(elapsed));
    }

    /** Whether the surge goes on, or has not been over for the hold. */
    public boolean isLasting(long nanoTime) {
        return since(nanoTime).compareTo(hold) < 0;
    }

    /** Whether everything may come back in one step. */
    public boolean isDue(long nanoTime) {
        return !isLasting(nanoTime)
                && since(nanoTime).compareTo(hold.plus(SHORT)) < 0
                && lastSeen - began < SHORT.toNanos()
                && looked.isPositive();
    }

    /** Online usage since the surge; only where it is due. */
    public MilliCpu level() {
        return MilliCpu.ofNanos(online.toNanos(), looked.toNanos()).atLeastZero();
    }

    private Duration since(long nanoTime) {
        return Duration.ofNanos(nanoTime - lastSeen);
    }
}
