package io.sublet.model.lease;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Keeps a process from writing on a right that it may no longer have: it is open only for a while after each renewal of the
 * right.
 *
 * <p>Time is taken from two clocks and the longer one counts. The monotonic clock does not notice that the wall clock is set
 * back; the wall clock goes on while a machine is suspended, when the monotonic clock may stand still.
 */
public final class Fence {
    private final Duration limit;
    private final Clock wall;
    private final LongSupplier nanos;
    private volatile Optional<Mark> renewed = Optional.empty();

    /** A moment by both clocks. */
    public record Mark(Instant wall, long nanos) {}

    /**
     * A closed fence.
     *
     * @param limit how long it stays open
     * @param nanos of the monotonic clock
     */
    public Fence(Duration limit, Clock wall, LongSupplier nanos) {
        this.limit = limit;
        this.wall = wall;
        this.nanos = nanos;
    }

    /** Now, to be remembered before a renewal is asked for. */
    public Mark mark() {
        return new Mark(wall.instant(), nanos.getAsLong());
    }

    /** A renewal that was asked for then has succeeded. */
    public void renewed(Mark at) {
        renewed = Optional.of(at);
    }

    public boolean isOpen() {
        Mark now = mark();
        return renewed.filter(mark -> now.nanos - mark.nanos < limit.toNanos()
                        && Duration.between(mark.wall, now.wall).compareTo(limit) < 0)
                .isPresent();
    }
}
