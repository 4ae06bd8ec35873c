package io.sublet.agent.decide.suppress;

import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import java.util.Optional;

/**
 * How best effort comes back after a surge. A short one leaves no trace: what was taken is given back in one step, as far as the next observation leaves it, when
 * nothing has been taken for a hold. The hold doubles with each surge that comes soon after another, so that those that come in a row do not find best effort in their
 * way each time. After a long surge best effort comes back by the steps of the tick.
 *
 * @param before what best effort could use before the surge
 * @param tookAt monotonic nanoseconds at which something was taken last
 * @param hold for which nothing may be taken before anything comes back
 */
public record Comeback(MilliCpu before, long tookAt, Duration hold) {
    private static final Duration SHORTEST = Duration.ofMillis(300);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    /** For so long after the hold, as long as a few ticks, everything may come back in one step. */
    private static final Duration WHILE = Duration.ofSeconds(2);

    /** A surge that begins within so many holds of another comes soon after it. */
    private static final int SOON = 10;

    /**
     * After something was taken.
     *
     * @param last the one of before
     * @param had what best effort could use until then
     * @param nanoTime monotonic
     */
    public static Comeback after(Optional<Comeback> last, MilliCpu had, long nanoTime) {
        if (last.isEmpty()) {
            return new Comeback(had, nanoTime, SHORTEST);
        }
        Comeback known = last.get();
        Duration since = known.since(nanoTime);
        if (since.compareTo(known.hold) < 0) {
            return new Comeback(known.before, nanoTime, known.hold);
        }
        boolean soon = since.compareTo(known.hold.multipliedBy(SOON)) < 0;
        Duration doubled = known.hold.multipliedBy(2);
        Duration longer = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        return new Comeback(had, nanoTime, soon ? longer : SHORTEST);
    }

    /** What best effort may have again at once; empty while the surge is not over, and long after it. */
    public Optional<MilliCpu> due(long nanoTime) {
        Duration since = since(nanoTime);
        return since.compareTo(hold) >= 0 && since.compareTo(hold.plus(WHILE)) < 0
                ? Optional.of(before)
                : Optional.empty();
    }

    private Duration since(long nanoTime) {
        return Duration.ofNanos(nanoTime - tookAt);
    }
}
