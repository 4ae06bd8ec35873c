package io.sublet.agent.observe.group;

import io.sublet.model.reading.Reading;

/**
 * Turns a counter into what it grew by, and over which time. The first sample of a counter has no growth, and neither has one that
 * went backwards or one after a time in which nobody looked.
 */
public final class CounterRate {
    /** Returned where there is no growth. */
    public static final long NONE = -1;

    private static final Reading<?> FIRST = Reading.missing("the first sample has no rate");
    private static final Reading<?> BACKWARDS = Reading.missing("the counter went backwards");
    private static final Reading<?> NO_TIME = Reading.missing("no time has passed since the last sample");
    private static final Reading<?> NOT_LOOKED =
            Reading.missing("the machine was stopped, or nobody looked for too long");

    private long lastCounter = NONE;
    private long lastAt;
    private long lastEra;
    private long elapsed;
    private Reading<?> why = FIRST;

    /** What the counter grew by since the last call, or {@link #NONE}. */
    public long growth(long counter, Beat beat) {
        long grown = counter - lastCounter;
        boolean first = lastCounter < 0;
        boolean sameEra = beat.era() == lastEra;
        elapsed = beat.nanoTime() - lastAt;
        lastCounter = counter;
        lastAt = beat.nanoTime();
        lastEra = beat.era();
        if (!first && sameEra && grown >= 0 && elapsed > 0) {
            return grown;
        }
        why = first ? FIRST : !sameEra ? NOT_LOOKED : grown < 0 ? BACKWARDS : NO_TIME;
        return NONE;
    }

    /** What the counter grew by in a second. */
    public Reading<Long> perSecond(long counter, Beat beat) {
        long grown = growth(counter, beat);
        return grown == NONE ? why() : Reading.of((long) (grown * 1e9 / elapsed));
    }

    /** Why there was no growth. */
    @SuppressWarnings("unchecked") // a missing reading has no value, of whatever type
    public <T> Reading<T> why() {
        return (Reading<T>) why;
    }

    /** The time of the last growth. */
    public long elapsedNanos() {
        return elapsed;
    }

    /** Forgets the last sample, after a read that failed. */
    public void reset() {
        lastCounter = NONE;
    }
}
