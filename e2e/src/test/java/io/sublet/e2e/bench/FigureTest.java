package io.sublet.e2e.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FigureTest {
    private static final BenchRun RUN =
            new BenchRun("protect", Map.of("nodes", 1), "abc1234+", Instant.parse("2026-01-01T00:00:00Z"));

    @Test
    void theValueIsTheMedianAndTheSpreadTheExtremes() {
        Figure odd = Figure.of(RUN, "p99_ratio", "ratio", List.of(3.0, 1.0, 1.5));
        Figure even = Figure.of(RUN, "p99_ratio", "ratio", List.of(4.0, 1.0, 2.0, 3.0));

        assertThat(odd.value()).isEqualTo(1.5);
        assertThat(odd.spread()).containsExactly(1.0, 3.0);
        assertThat(even.value()).isEqualTo(2.5);
    }

    @Test
    void aLineHoldsTheWholeFigure() {
        Figure figure = Figure.of(RUN, "surge_to_floor_ms", "ms", List.of(114.0));

        assertThat(figure.line())
                .isEqualTo("{\"bench\":\"protect\",\"name\":\"surge_to_floor_ms\",\"value\":114.000,\"unit\":\"ms\","
                        + "\"n\":1,\"spread\":[114.000,114.000],\"setup\":{\"nodes\":1},\"commit\":\"abc1234+\","
                        + "\"at\":\"2026-01-01T00:00:00Z\"}");
        assertThat(Figure.parse(figure.line()).line().replace("\"1\"", "1")).isEqualTo(figure.line());
    }

    @Test
    void aBudgetBelongsToOneFigure() {
        BenchRun governed = RUN.with("arm", "sublet");
        Figure ratio = Figure.of(governed, "p99_ratio", "ratio", List.of(1.1));
        Figure tooHigh = Figure.of(governed, "p99_ratio", "ratio", List.of(1.3));

        assertThat(Budget.of(ratio)).contains(Budget.PROTECT_P99_RATIO);
        assertThat(Budget.PROTECT_P99_RATIO.isMet(ratio)).isTrue();
        assertThat(Budget.PROTECT_P99_RATIO.isMet(tooHigh)).isFalse();
        assertThat(Budget.of(Figure.of(RUN.with("arm", "uncontrolled"), "p99_ratio", "ratio", List.of(9.0))))
                .isEmpty();
        assertThat(Budget.of(Figure.of(RUN, "p99_alone_ms", "ms", List.of(1.0))))
                .isEmpty();
    }

    @Test
    void aRunIsTheSameWithMoreOfItsSetup() {
        BenchRun faster = RUN.with("rate", 500);

        assertThat(faster.setup()).containsExactly(Map.entry("nodes", 1), Map.entry("rate", 500));
        assertThat(faster.at()).isEqualTo(RUN.at());
    }
}
