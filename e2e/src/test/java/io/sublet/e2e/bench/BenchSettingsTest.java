package io.sublet.e2e.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BenchSettingsTest {
    private static final BenchSettings NONE = new BenchSettings(Map.of());

    @Test
    void whatIsNotSaidIsAsUsual() {
        assertThat(NONE.number("A", 5, 9)).isEqualTo(5);
        assertThat(NONE.numbers("A", List.of(1, 2), 9)).containsExactly(1, 2);
        assertThat(NONE.seed("A", 0)).isZero();
        assertThat(NONE.decimal("A", 20, 0.1, 99)).isEqualTo(20);
        assertThat(NONE.words("A", List.of("x", "y"))).containsExactly("x", "y");
    }

    @Test
    void whatIsSaidIsRead() {
        BenchSettings settings = new BenchSettings(Map.of(
                "NUMBER", "9", "NUMBERS", "7,1", "SEED", "123456789012345678", "DECIMAL", "1.25", "WORDS", "y, x"));

        assertThat(settings.number("NUMBER", 5, 9)).isEqualTo(9);
        assertThat(settings.numbers("NUMBERS", List.of(), 9)).containsExactly(1, 7);
        assertThat(settings.seed("SEED", 0)).isEqualTo(123_456_789_012_345_678L);
        assertThat(settings.decimal("DECIMAL", 20, 0.1, 99)).isEqualTo(1.25);
        assertThat(settings.words("WORDS", List.of("x", "y", "z"))).containsExactly("y", "x");
    }
}
