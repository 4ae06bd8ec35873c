package io.sublet.e2e.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    @Test
    void percentilesAreThoseOfTheNearestRank() {
        Latencies hundred = Latencies.of(
                LongStream.rangeClosed(1, 100).map(ms -> (101 - ms) * 1_000_000).toArray());

        assertThat(hundred.count()).isEqualTo(100);
        assertThat(hundred.millis(0.5)).isEqualTo(50.0);
        assertThat(hundred.millis(0.99)).isEqualTo(99.0);
        assertThat(hundred.millis(1)).isEqualTo(100.0);
        assertThat(Latencies.of(new long[] {3_000_000}).millis(0.5)).isEqualTo(3.0);
    }
}
