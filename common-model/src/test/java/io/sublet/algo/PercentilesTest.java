package io.sublet.algo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PercentilesTest {
    @ParameterizedTest
    @CsvSource({"0.5,50", "0.9,90", "0.95,95", "0.99,99", "1,100", "0,1", "0.001,1"})
    void takesTheSampleAtTheProtocolsPlace(double quantile, long expected) {
        assertThat(Percentiles.nearestRank(LongStream.rangeClosed(1, 100).toArray(), quantile))
                .isEqualTo(expected);
    }

    @Test
    void ofFewSamplesAHighQuantileIsBelowTheHighestSample() {
        assertThat(Percentiles.nearestRank(new long[] {1, 2, 3}, 0.95)).isEqualTo(2);
        assertThat(Percentiles.nearestRank(new long[] {7}, 0.99)).isEqualTo(7);
    }

    @Test
    void noSamplesHaveNoQuantile() {
        assertThatThrownBy(() -> Percentiles.nearestRank(new long[0], 0.5)).hasMessageContaining("0 samples");
        assertThatThrownBy(() -> Percentiles.mean(new long[0])).hasMessageContaining("no samples");
    }

    @Test
    void theMeanIsTruncated() {
        assertThat(Percentiles.mean(new long[] {1, 2, 2})).isEqualTo(1);
    }
}
