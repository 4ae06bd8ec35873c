package io.sublet.algo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sublet.algo.DecayingHistogram.Checkpoint;
import io.sublet.algo.DecayingHistogram.Scale;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecayingHistogramTest {
    private static final Duration HALF_LIFE = Duration.ofHours(12);
    private static final Scale CORES = Scale.upTo(1024, 0.025, 1.05);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final DecayingHistogram histogram = new DecayingHistogram(CORES, HALF_LIFE);

    @ParameterizedTest
    @CsvSource({"0, 0.025", "0.01, 0.025", "0.025, 0.05125", "0.05, 0.0513", "0.1, 0.10775", "1, 1.0238", "4096, 1024"})
    void saysTheUpperEndOfTheBucket(double value, double end) {
        histogram.add(value, START);
        assertThat(histogram.percentile(0.5)).isCloseTo(end, within(end * 0.05));
        if (value < 1024) {
            assertThat(histogram.percentile(0.5)).isGreaterThan(value);
        }
    }

    @Test
    void bucketsGrowByFivePercent() {
        assertThat(CORES.start(0)).isZero();
        assertThat(CORES.start(1)).isCloseTo(0.025, within(1e-12));
        assertThat(CORES.start(2)).isCloseTo(0.05125, within(1e-12));
        assertThat(CORES.bucket(0.02)).isZero();
        assertThat(CORES.bucket(0.03)).isEqualTo(1);
        assertThat(CORES.bucket(0.1)).isEqualTo(3);
        assertThat(CORES.bucket(1e9)).isEqualTo(CORES.count() - 1);
    }

    @Test
    void isEmptyWithoutSamples() {
        assertThat(histogram.isEmpty()).isTrue();
        assertThat(histogram.percentile(0.95)).isZero();
        histogram.add(1, START);
        assertThat(histogram.isEmpty()).isFalse();
    }

    @Test
    void halvesTheWeightOfASampleInAHalfLife() {
        histogram.add(8, START);
        histogram.add(1, START.plus(HALF_LIFE));
        assertThat(histogram.percentile(0.66)).isLessThan(1.1);
        assertThat(histogram.percentile(0.67)).isGreaterThan(8);
        assertThat(histogram.checkpoint().total()).isCloseTo(3, within(1e-9));
    }

    @Test
    void forgetsWhatIsAHundredHalfLivesOld() {
        histogram.add(8, START);
        histogram.add(1, START.plus(HALF_LIFE.multipliedBy(101)));
        assertThat(histogram.percentile(1)).isLessThan(1.1);
        assertThat(histogram.checkpoint().reference()).isEqualTo(START.plus(HALF_LIFE.multipliedBy(101)));
    }

    @Test
    void goesOnFromACheckpoint() {
        for (int i = 0; i < 1000; i++) {
            histogram.add(i % 40 / 10.0, START.plus(Duration.ofMinutes(i)));
        }
        DecayingHistogram restored = new DecayingHistogram(CORES, HALF_LIFE);
        restored.restore(histogram.checkpoint());
        for (double part : new double[] {0.5, 0.9, 0.95, 0.98, 1}) {
            assertThat(restored.percentile(part)).isEqualTo(histogram.percentile(part));
        }
        assertThat(restored.checkpoint().total())
                .isCloseTo(histogram.checkpoint().total(), within(1e-6));
    }

    @Test
    void refusesWhatIsNoCheckpointOfItsScale() {
        assertThatThrownBy(() -> restore(Map.of(9999, 1), 1)).hasMessageContaining("bucket 9999");
        assertThatThrownBy(() -> restore(Map.of(1, -1), 1)).hasMessageContaining("weight -1");
        assertThatThrownBy(() -> restore(Map.of(1, 1), Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> histogram.add(Double.NaN, START)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> histogram.add(-1, START)).hasMessageContaining("-1");
    }

    private void restore(Map<Integer, Integer> weights, double total) {
        histogram.restore(new Checkpoint(START, new TreeMap<>(weights), total));
    }
}
