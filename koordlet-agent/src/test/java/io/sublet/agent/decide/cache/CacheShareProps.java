package io.sublet.agent.decide.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.observe.cache.BandwidthKind;
import io.sublet.agent.observe.cache.BandwidthKind.Unit;
import io.sublet.agent.observe.cache.CacheKind;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Percent;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheShareProps {
    @Property(tries = 1000, seed = "7")
    void aMaskIsAlwaysOneTheMachineTakes(
            @ForAll @IntRange(min = 1, max = 32) int ways,
            @ForAll @IntRange(max = 4) int least,
            @ForAll @IntRange(max = 99) int start,
            @ForAll @IntRange(min = 1, max = 100) int more) {
        int end = Math.min(100, start + more);
        CacheKind kind = new CacheKind((1L << ways) - 1, Math.min(least, ways), 0, 16);

        Reading<String> read = CacheShare.mask(kind, new Percent(start), new Percent(end));

        long mask = Long.parseLong(read.toOptional().orElseThrow(), 16);
        long low = mask >> Long.numberOfTrailingZeros(mask);
        assertThat(mask & ~kind.ways()).isZero();
        assertThat(low & (low + 1)).as("no holes").isZero();
        assertThat(Long.bitCount(mask)).isGreaterThanOrEqualTo(Math.max(1, kind.leastWays()));
        if (start == 0 && end == 100) {
            assertThat(mask).isEqualTo(kind.ways());
        }
    }

    @Property(tries = 500, seed = "8")
    void aLargerShareIsNeverLess(
            @ForAll @IntRange(min = 1, max = 99) int share,
            @ForAll Unit unit,
            @ForAll @IntRange(min = 1, max = 25) int step) {
        BandwidthKind kind = kind(unit, unit == Unit.PERCENT ? step : 1);

        long value = Long.parseLong(CacheShare.bandwidth(kind, new Percent(share)));

        assertThat(value).isBetween(Math.max(1, kind.least()), kind.most());
        assertThat(Long.parseLong(CacheShare.bandwidth(kind, new Percent(share + 1L))))
                .isGreaterThanOrEqualTo(value);
    }

    private static BandwidthKind kind(Unit unit, long step) {
        return switch (unit) {
            case PERCENT -> new BandwidthKind(unit, step, step, 100, 8);
            case EIGHTHS -> new BandwidthKind(unit, 0, 1, 2048, 16);
            case MEBIBYTES -> new BandwidthKind(unit, 10, 10, 4294967295L, 8);
        };
    }

    /** What the peer writes. */
    @ParameterizedTest
    @CsvSource({
        "7ff, 1, 0, 30, f",
        "7ff, 1, 0, 100, 7ff",
        "fffff, 1, 0, 30, 3f",
        "fffff, 1, 20, 50, 3f0",
        "ffff, 0, 0, 30, 1f",
        "7fff, 1, 0, 30, 1f",
        "fff, 1, 0, 1, 1",
        // Both ends in one way: the peer writes no bit at all, which the kernel refuses.
        "7ff, 1, 91, 99, 400",
        "fffff, 1, 1, 4, 2",
        "fffff, 2, 0, 1, 3",
        "fffff, 2, 96, 100, c0000"
    })
    void aRangeIsWaysFromTheLowestOn(String all, int least, long start, long end, String mask) {
        CacheKind kind = new CacheKind(Long.parseLong(all, 16), least, 0, 16);

        assertThat(CacheShare.mask(kind, new Percent(start), new Percent(end))).isEqualTo(Reading.of(mask));
    }

    @ParameterizedTest
    @CsvSource({"PERCENT, 10, 100", "EIGHTHS, 16, 2048", "MEBIBYTES, 2048, 4294967295"})
    void aTenthAndTheWholeOfTheBandwidth(Unit unit, String tenth, String whole) {
        assertThat(CacheShare.bandwidth(kind(unit, 10), new Percent(10))).isEqualTo(tenth);
        assertThat(CacheShare.bandwidth(kind(unit, 10), Percent.HUNDRED)).isEqualTo(whole);
    }

    @Test
    void aCacheWithHolesCannotBeDivided() {
        assertThat(CacheShare.mask(new CacheKind(0x7f5, 1, 0, 16), new Percent(0), Percent.HUNDRED)
                        .isMissing())
                .isTrue();
        assertThat(CacheShare.mask(new CacheKind(1, 2, 0, 16), new Percent(0), Percent.HUNDRED)
                        .isMissing())
                .isTrue();
    }
}
