package io.sublet.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sublet.protocol.json.JsonException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationsTest {
    @ParameterizedTest
    @CsvSource({
        "5m0s, PT5M",
        "5m, PT5M",
        "0, PT0S",
        "0s, PT0S",
        "1h30m, PT1H30M",
        "90m, PT1H30M",
        "1.5s, PT1.5S",
        ".5s, PT0.5S",
        "250ms, PT0.25S",
        "-30s, PT-30S",
        "+30s, PT30S",
        "1h0m0.001s, PT1H0.001S",
        "3µs, PT0.000003S"
    })
    void readsWhatGoReads(String text, String iso) {
        assertThat(GoDurations.parse(text)).isEqualTo(Duration.parse(iso));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "-", "5 m", "5m x", "m", ".s", "5d", "PT5M", "9999999h"})
    void refusesWhatGoRefuses(String text) {
        assertThatThrownBy(() -> GoDurations.parse(text)).isInstanceOf(JsonException.class);
    }

    @Test
    void aVeryLongTextIsRefusedUnread() {
        String text = "1".repeat(250_000) + "s";

        assertThat(GoDurations.parse("0".repeat(99) + "s")).isEqualTo(Duration.ZERO);
        assertThatThrownBy(() -> GoDurations.parse(text))
                .isInstanceOf(JsonException.class)
                .hasMessageEndingWith("…' of 250001 characters is not a duration");
    }

    @ParameterizedTest
    @CsvSource({
        "PT5M, 5m0s",
        "PT30M, 30m0s",
        "PT1H, 1h0m0s",
        "PT0S, 0s",
        "PT30S, 30s",
        "PT1.5S, 1.5s",
        "PT0.25S, 250ms",
        "PT0.0000015S, 1.5µs",
        "PT0.00000001S, 10ns",
        "PT26H3M4.5S, 26h3m4.5s",
        "PT-5M, -5m0s"
    })
    void writesWhatGoWrites(String iso, String text) {
        assertThat(GoDurations.format(Duration.parse(iso))).isEqualTo(text);
        assertThat(GoDurations.parse(text)).isEqualTo(Duration.parse(iso));
    }
}
