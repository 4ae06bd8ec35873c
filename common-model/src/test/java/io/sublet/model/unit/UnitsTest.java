package io.sublet.model.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sublet.model.resource.CpuMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
    @ParameterizedTest
    @CsvSource({"0,0", "1,1", "999,1", "1000,1", "1001,2", "-5,0"})
    void wholeCpusRoundUp(long milli, int cpus) {
        assertThat(new MilliCpu(milli).wholeCpus()).isEqualTo(cpus);
    }

    @Test
    void aCappedSumEndsAtTheLargestNumber() {
        assertThat(CappedSum.of(2, 3)).isEqualTo(5);
        assertThat(CappedSum.of(Long.MAX_VALUE, 0)).isEqualTo(Long.MAX_VALUE);
        assertThat(CappedSum.of(Long.MAX_VALUE, 1)).isEqualTo(Long.MAX_VALUE);
        assertThat(CappedSum.of(Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThat(CpuMemory.of(1, Long.MAX_VALUE).plusCapped(CpuMemory.of(2, 3)))
                .isEqualTo(CpuMemory.of(3, Long.MAX_VALUE));
    }

    @Test
    void cpuTimeOverWallTimeIsTruncatedToAMilliCpu() {
        assertThat(MilliCpu.ofNanos(1_999_999, 1_000_000_000)).isEqualTo(new MilliCpu(1));
        assertThat(MilliCpu.ofNanos(2_000_000_000L, 1_000_000_000)).isEqualTo(MilliCpu.ofCpus(2));
        assertThatThrownBy(() -> MilliCpu.ofNanos(1, 0)).hasMessageContaining("positive");
    }

    @Test
    void arithmeticThatOverflowsIsABugAndNotANumber() {
        assertThatThrownBy(() -> new Bytes(Long.MAX_VALUE).plus(new Bytes(1))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> new MilliCpu(Long.MIN_VALUE).minus(new MilliCpu(1)))
                .isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @CsvSource({"65,100000,65000", "65,1,0", "33,10,3", "150,100,150", "0,100,0", "65,-150,-97"})
    void percentTruncatesTowardsZero(long percent, long amount, long expected) {
        assertThat(new Percent(percent).of(amount)).isEqualTo(expected);
    }

    @Test
    void percentOfTheLargestMemoryDoesNotOverflow() {
        assertThat(new Percent(95).of(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE / 100 * 95 + 7 * 95 / 100);
    }

    @Test
    void aNegativePercentageIsRefused() {
        assertThatThrownBy(() -> new Percent(-1)).hasMessageContaining("-1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0-3,8 | 0-3,8", "3,2,1,0 | 0-3", "1 | 1", "'' | ''", "' 0-1\n' | 0-1", "0,2,4 | 0,2,4", "5-5 | 5"
            })
    void cpuListsAreReadAndWrittenInTheKernelsFormat(String text, String canonical) {
        assertThat(CpuSet.parse(text).orElseThrow()).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "1-", "-1", "3-1", "1,,2", "1,", "0-9999", "99999999999", "1 2", "0x1"})
    void whatIsNoCpuListIsRefused(String text) {
        assertThat(CpuSet.parse(text)).isEmpty();
    }

    @Test
    void cpuSetsAreCombinedWithoutChangingThem() {
        CpuSet left = CpuSet.of(0, 1, 2);
        CpuSet right = CpuSet.of(2, 3);

        assertThat(left.union(right)).isEqualTo(CpuSet.firstCpus(4));
        assertThat(left.minus(right)).isEqualTo(CpuSet.of(0, 1));
        assertThat(left.intersect(right)).isEqualTo(CpuSet.of(2));
        assertThat(left).isEqualTo(CpuSet.of(0, 1, 2));
        assertThat(left.containsAll(CpuSet.of(0, 2))).isTrue();
        assertThat(left.containsAll(right)).isFalse();
        assertThat(left.contains(-1)).isFalse();
    }
}
