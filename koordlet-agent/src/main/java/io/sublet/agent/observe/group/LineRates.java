package io.sublet.agent.observe.group;

import io.sublet.agent.kernel.AsciiText;

/** The growth of several counters that stand on one line of a file. */
public final class LineRates {
    private static final long ABSURD = 1L << 53;

    private final int[] fields;
    private final CounterRate[] rates;
    private final long[] perSecond;

    /** @param fields where the counters stand on their line, from 0; shared, never changed */
    public LineRates(int... fields) {
        this.fields = fields;
        this.rates = new CounterRate[fields.length];
        this.perSecond = new long[fields.length];
        for (int i = 0; i < fields.length; i++) {
            rates[i] = new CounterRate();
        }
    }

    /** Takes the counters of a line; whether all of them have grown since the last one, or stood still. */
    public boolean next(AsciiText text, int line, Beat beat) {
        boolean all = true;
        for (int i = 0; i < fields.length; i++) {
            long count = text.fieldAt(line, fields[i]);
            if (count < 0 || count > ABSURD) {
                rates[i].reset();
                all = false;
            } else {
                long grown = rates[i].growth(count, beat);
                all &= grown != CounterRate.NONE;
                perSecond[i] = (long) (grown * 1e9 / Math.max(1, rates[i].elapsedNanos()));
            }
        }
        return all;
    }

    /** The growth of one counter in a second; of meaning only after a true {@link #next}. */
    public long perSecond(int counter) {
        return perSecond[counter];
    }
}
