package io.sublet.agent.decide.cache;

import io.sublet.agent.observe.cache.BandwidthKind;
import io.sublet.agent.observe.cache.CacheKind;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Percent;

/** From percentages to what the machine counts in. */
final class CacheShare {
    /**
     * What one last-level cache of the machines with these units moves at full load: 25 GB/s measured, of which four fifths can be
     * relied on; in eighths of a gigabyte each second. Koordinator reckons with the same.
     */
    private static final long FULL_EIGHTHS = 160;

    private static final long MEBIBYTES_IN_EIGHTH = 128;

    private CacheShare() {}

    /**
     * The ways of a range: those that it begins in, rounded up at both ends, but at least as many as the machine asks for. Ranges
     * that meet do not overlap unless one of them had to be made larger.
     */
    static Reading<String> mask(CacheKind cache, Percent start, Percent end) {
        int ways = Long.SIZE - Long.numberOfLeadingZeros(cache.ways());
        int least = Math.max(1, cache.leastWays());
        if (ways == 0 || ways > 62 || cache.ways() != (1L << ways) - 1 || least > ways) {
            return Reading.missing(
                    "no range of ways can be taken from " + Long.toHexString(cache.ways()) + " by at least " + least);
        }
        int from = Math.toIntExact(Math.ceilDiv(ways * start.value(), 100));
        int to = Math.toIntExact(Math.ceilDiv(ways * end.value(), 100));
        if (to - from < least) {
            to = Math.min(ways, from + least);
            from = to - least;
        }
        return Reading.of(Long.toHexString((1L << to) - (1L << from)));
    }

    /** The value for a share of the bandwidth; the whole is no limit. */
    static String bandwidth(BandwidthKind kind, Percent share) {
        if (share.value() >= 100) {
            return Long.toString(kind.most());
        }
        long value = switch (kind.unit()) {
            case PERCENT -> share.value();
            case EIGHTHS -> share.of(FULL_EIGHTHS);
            case MEBIBYTES -> share.of(FULL_EIGHTHS * MEBIBYTES_IN_EIGHTH);
        };
        // Only percentages go in steps; the kernel rounds them up.
        long step = kind.unit() == BandwidthKind.Unit.PERCENT ? kind.step() : 1;
        long stepped = Math.ceilDiv(value, step) * step;
        return Long.toString(Math.clamp(stepped, Math.max(1, kind.least()), kind.most()));
    }
}
